import { lastAxis } from "@qkv/core-wasm/contract";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelSet } from "../kernel-context.ts";
import { columnSums, partialRows, sumPartials } from "../rowwise/column-sums.ts";
import { rowCode, rowLaunch, rowPrograms } from "../rowwise/row-program.ts";
import { inverseRoot, unitType } from "../wgsl/vector-units.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";

const rmsNorm = rowPrograms((form, weighted: boolean) => {
  const type = unitType(form.width);
  const row = rowCode(form);
  return {
    name: "rmsNorm",
    reads: { x: type, ...(weighted ? { weight: type } : {}) } as Record<
      "x" | "weight",
      typeof type
    >,
    writes: { y: type, stats: "f32" },
    params: { inverseColumns: "f32", eps: "f32" },
    declared: inverseRoot + teamReduction("total", added, form),
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
  };
});

const rmsNormBackward = rowPrograms(
  (form, weighted: boolean, residual: boolean, dweight: boolean) => {
    const type = unitType(form.width);
    const row = rowCode(form);
    const sums = columnSums(form, dweight ? ["dweight"] : []);
    const g = (dy: string) => (weighted ? `${dy} * weight[unit]` : dy);
    return {
      name: "rmsNormBackward",
      reads: {
        dy: type,
        x: type,
        ...(weighted ? { weight: type } : {}),
        stats: "f32",
        ...(residual ? { dresidual: type } : {}),
      } as Record<"dy" | "x" | "weight" | "dresidual", typeof type> & { stats: "f32" },
      writes: { dx: type, ...sums.writes } as Record<"dx" | "partials", typeof type>,
      params: { inverseColumns: "f32" },
      declared: teamReduction("total", added, form) + sums.declared,
      before: sums.before,
      body: `
    let scale = stats[row];
    ${row.load("dy", "x")}
    var part = 0.0;
    ${row.each(["dy", "x"], (value) =>
      form.held > 0
        ? `${value("x")} *= scale; part += sumOf(${g(value("dy"))} * ${value("x")});`
        : `part += sumOf(${g(value("dy"))} * (${value("x")} * scale));`,
    )}
    let mean = total(part, position) * params.inverseColumns;
    if (stored) {
      ${row.each(
        ["dy", "x"],
        (value) => `
        let n = ${form.held > 0 ? value("x") : `${value("x")} * scale`};
        dx[base + unit] = scale * (${g(value("dy"))} - n * mean)${residual ? " + dresidual[base + unit]" : ""};
        ${dweight ? sums.add("dweight", value, `${value("dy")} * n`) : ""}`,
      )}
    }`,
      after: sums.after,
    };
  },
);

export const rmsNormKernels: KernelSet<"rmsNorm" | "rmsNormBackward"> = (context) => ({
  rmsNorm: ({ x, weight }, { y, stats }, shapes, { eps }) => {
    if (x.length === 0) return;
    const columns = lastAxis("rmsNorm", "x", shapes.x);
    const { form, params, grid } = rowLaunch(x.length / columns, columns, context.subgroupSize);
    context.run(
      rmsNorm(form, weight !== undefined),
      { x, weight: weight ?? x, y, stats },
      { ...params, inverseColumns: 1 / columns, eps },
      grid,
    );
  },
  rmsNormBackward: ({ dy, x, weight, stats, dresidual }, { dx, dweight }, shapes) => {
    if (x.length === 0) {
      if (dweight) clearUncovered(context, dweight, 0);
      return;
    }
    const columns = lastAxis("rmsNormBackward", "x", shapes.x);
    const launch = rowLaunch(x.length / columns, columns, context.subgroupSize);
    const sums = dweight ? [dweight] : [];
    const grid = dweight ? partialRows(launch) : launch.grid;
    const partials = dweight ? context.temporary(grid * columns) : dx;
    context.run(
      rmsNormBackward(
        launch.form,
        weight !== undefined,
        dresidual !== undefined,
        dweight !== undefined,
      ),
      { dy, x, weight: weight ?? x, stats, dresidual: dresidual ?? x, dx, partials },
      { ...launch.params, inverseColumns: 1 / columns },
      grid,
    );
    sumPartials(context, partials, grid, columns, sums);
  },
});
