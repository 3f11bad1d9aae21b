import { lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { columnSums } from "../rowwise/column-sums.ts";
import { normBackwardReads } from "../rowwise/norm-backward-reads.ts";
import { inverseRoot } from "../rowwise/row-math.ts";
import { rowPrograms } from "../rowwise/row-program.ts";
import { runRows, runRowsAndSums } from "../rowwise/run-rows.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";

const rmsNorm = rowPrograms(({ form, type, row }, weighted: boolean) => {
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
  ({ form, type, row }, weighted: boolean, residual: boolean, dweight: boolean) => {
    const sums = columnSums(form, dweight ? ["dweight"] : []);
    const g = (dy: string) => (weighted ? `${dy} * weight[unit]` : dy);
    return {
      name: "rmsNormBackward",
      reads: normBackwardReads(type, "f32", { weighted, residual }),
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
    const columns = lastAxis("rmsNorm", "x", shapes.x);
    runRows(
      context,
      (form) => rmsNorm(form, weight !== undefined),
      { x, weight: weight ?? x, y, stats },
      { inverseColumns: 1 / columns, eps },
      x.length,
      columns,
    );
  },
  rmsNormBackward: ({ dy, x, weight, stats, dresidual }, { dx, dweight }, shapes) => {
    const columns = lastAxis("rmsNormBackward", "x", shapes.x);
    const [weighted, residual] = [weight !== undefined, dresidual !== undefined];
    runRowsAndSums(
      context,
      (form) => rmsNormBackward(form, weighted, residual, dweight !== undefined),
      { dy, x, weight: weight ?? x, stats, dresidual: dresidual ?? x, dx },
      { inverseColumns: 1 / columns },
      [dweight],
      x.length,
      columns,
    );
  },
});
