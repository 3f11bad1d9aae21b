import { lastAxis } from "@qkv/core-wasm/contract";
import { variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { columnSums, partialRows, sumPartials } from "../wgsl/column-sums.ts";
import { teamReduction } from "../wgsl/reduce.ts";
import { rowCode, rowForm, rowGrid, rowProgram, rowWorkgroup } from "../wgsl/row-program.ts";
import { inverseRoot, type UnitWidth, unitType } from "../wgsl/unit-math.ts";

const added = (a: string, b: string) => `${a} + ${b}`;

const rmsNorm = variants(
  (width: UnitWidth, team: number, held: number, lanes: number, weighted: boolean) => {
    const form = { width, team, held, lanes };
    const row = rowCode(form);
    const type = unitType(width);
    return rowProgram(form, {
      name: `rmsNorm ${width}x${held}x${team}`,
      reads: { x: type, ...(weighted ? { weight: type } : {}) } as Record<
        "x" | "weight",
        typeof type
      >,
      writes: { y: type, stats: "f32" },
      params: { inverseColumns: "f32", eps: "f32" },
      declared:
        inverseRoot + teamReduction("total", added, { size: rowWorkgroup(team), team, lanes }),
      body: `
    ${row.load("x")}
    var part = 0.0;
    ${row.each(["x"], (value) => `part += sumOf(${value("x")} * ${value("x")});`)}
    let scale = inverseRoot(total(part, position) * params.inverseColumns + params.eps);
    if (stored) {
      ${row.each(
        ["x"],
        (value) => `y[base + unit] = ${value("x")} * scale${weighted ? " * weight[unit]" : ""};`,
      )}
      if (lane == 0u) { stats[row] = scale; }
    }`,
    });
  },
);

const rmsNormBackward = variants(
  (
    width: UnitWidth,
    team: number,
    held: number,
    lanes: number,
    weighted: boolean,
    residual: boolean,
    dweight: boolean,
  ) => {
    const form = { width, team, held, lanes };
    const row = rowCode(form);
    const type = unitType(width);
    const sums = columnSums(form, dweight ? ["dweight"] : []);
    const g = (dy: string) => (weighted ? `${dy} * weight[unit]` : dy);
    return rowProgram(form, {
      name: `rmsNormBackward ${width}x${held}x${team}`,
      reads: {
        dy: type,
        x: type,
        ...(weighted ? { weight: type } : {}),
        stats: "f32",
        ...(residual ? { dresidual: type } : {}),
      } as Record<"dy" | "x" | "weight" | "dresidual", typeof type> & { stats: "f32" },
      writes: { dx: type, ...sums.writes } as Record<"dx" | "partials", typeof type>,
      params: { inverseColumns: "f32" },
      declared:
        teamReduction("total", added, { size: rowWorkgroup(team), team, lanes }) + sums.declared,
      before: sums.before,
      body: `
    let scale = stats[row];
    ${row.load("dy", "x")}
    var part = 0.0;
    ${row.each(["dy", "x"], (value) =>
      held > 0
        ? `${value("x")} *= scale; part += sumOf(${g(value("dy"))} * ${value("x")});`
        : `part += sumOf(${g(value("dy"))} * (${value("x")} * scale));`,
    )}
    let mean = total(part, position) * params.inverseColumns;
    if (stored) {
      ${row.each(
        ["dy", "x"],
        (value) => `
        let n = ${held > 0 ? value("x") : `${value("x")} * scale`};
        dx[base + unit] = scale * (${g(value("dy"))} - n * mean)${residual ? " + dresidual[base + unit]" : ""};
        ${dweight ? sums.add("dweight", value, `${value("dy")} * n`) : ""}`,
      )}
    }`,
      after: sums.after,
    });
  },
);

export const rmsNormKernels: KernelSet<"rmsNorm" | "rmsNormBackward"> = (context) => ({
  rmsNorm: ({ x, weight }, { y, stats }, shapes, { eps }) => {
    if (x.length === 0) return;
    const columns = lastAxis("rmsNorm", "x", shapes.x);
    const form = rowForm(columns, context.subgroupSize);
    const rows = x.length / columns;
    context.run(
      rmsNorm(...form, weight !== undefined),
      { x, weight: weight ?? x, y, stats },
      { rows, units: columns / form[0], inverseColumns: 1 / columns, eps },
      rowGrid(rows, form),
    );
  },
  rmsNormBackward: ({ dy, x, weight, stats, dresidual }, { dx, dweight }, shapes) => {
    if (x.length === 0) return;
    const columns = lastAxis("rmsNormBackward", "x", shapes.x);
    const form = rowForm(columns, context.subgroupSize);
    const rows = x.length / columns;
    const sums = dweight ? [dweight] : [];
    const grid = dweight ? partialRows(rows, form) : rowGrid(rows, form);
    const partials = dweight ? context.temporary(grid * columns) : dx;
    context.run(
      rmsNormBackward(
        ...form,
        weight !== undefined,
        dresidual !== undefined,
        dweight !== undefined,
      ),
      { dy, x, weight: weight ?? x, stats, dresidual: dresidual ?? x, dx, partials },
      { rows, units: columns / form[0], inverseColumns: 1 / columns },
      grid,
    );
    sumPartials(context, partials, grid, columns, sums);
  },
});
