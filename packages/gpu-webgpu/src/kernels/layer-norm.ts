import { lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { columnSums } from "../rowwise/column-sums.ts";
import { normBackwardReads } from "../rowwise/norm-backward-reads.ts";
import { inverseRoot } from "../rowwise/row-math.ts";
import { rowPrograms } from "../rowwise/row-program.ts";
import { runRows, runRowsAndSums } from "../rowwise/run-rows.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";

/**
 * The mean is taken twice: the mean of what the first leaves of each element is what its rounding was wrong by, which
 * counts where the mean is far larger than the deviation.
 */
const layerNorm = rowPrograms(({ form, type, row }, weighted: boolean, biased: boolean) => {
  const { held } = form;
  return {
    name: "layerNorm",
    reads: {
      x: type,
      ...(weighted ? { weight: type } : {}),
      ...(biased ? { bias: type } : {}),
    } as Record<"x" | "weight" | "bias", typeof type>,
    writes: { y: type, stats: "vec2f" },
    params: { inverseColumns: "f32", eps: "f32" },
    declared: inverseRoot + teamReduction("total", added, form),
    body: `
    ${row.load("x")}
    var part = 0.0;
    ${row.each(["x"], (value) => `part += sumOf(${value("x")});`)}
    let roughMean = total(part, position) * params.inverseColumns;
    part = 0.0;
    ${row.each(["x"], (value) =>
      held > 0
        ? `${value("x")} -= roughMean; part += sumOf(${value("x")});`
        : `part += sumOf(${value("x")} - roughMean);`,
    )}
    let rest = total(part, position) * params.inverseColumns;
    part = 0.0;
    ${row.each(["x"], (value) =>
      held > 0
        ? `${value("x")} -= rest; part += sumOf(${value("x")} * ${value("x")});`
        : `let d = (${value("x")} - roughMean) - rest; part += sumOf(d * d);`,
    )}
    let scale = inverseRoot(total(part, position) * params.inverseColumns + params.eps);
    if (stored) {
      ${row.each(["x"], (value) => {
        const centred = held > 0 ? value("x") : `((${value("x")} - roughMean) - rest)`;
        const product = weighted ? `${centred} * scale * weight[unit]` : `${centred} * scale`;
        return `y[base + unit] = ${biased ? `${product} + bias[unit]` : product};`;
      })}
      if (lane == 0u) { stats[row] = vec2f(roughMean + rest, scale); }
    }`,
  };
});

/** With d = x - stats' mean and e = mean(d), what that mean is wrong by: n = (d - e) rstd. */
const layerNormBackward = rowPrograms(
  ({ form, type, row }, weighted: boolean, residual: boolean, dweight: boolean, dbias: boolean) => {
    const { held } = form;
    const sums = columnSums(form, [...(dweight ? ["dweight"] : []), ...(dbias ? ["dbias"] : [])]);
    const g = (dy: string) => (weighted ? `${dy} * weight[unit]` : dy);
    return {
      name: "layerNormBackward",
      reads: normBackwardReads(type, "vec2f", { weighted, residual }),
      writes: { dx: type, ...sums.writes } as Record<"dx" | "partials", typeof type>,
      params: { inverseColumns: "f32" },
      declared: teamReduction("totals", added, { ...form, type: "vec4f" }) + sums.declared,
      before: sums.before,
      body: `
    let meanAndScale = stats[row];
    let scale = meanAndScale.y;
    ${row.load("dy", "x")}
    var part = vec4f();
    ${row.each(["dy", "x"], (value) => {
      const d = held > 0 ? value("x") : "d";
      const centred =
        held > 0 ? `${d} -= meanAndScale.x;` : `let d = ${value("x")} - meanAndScale.x;`;
      return `${centred} let g = ${g(value("dy"))}; part += vec4f(sumOf(${d}), sumOf(g), sumOf(g * ${d}), 0.0);`;
    })}
    let means = totals(part, position) * params.inverseColumns;
    let rest = means.x;
    let meanG = means.y;
    let meanGN = (means.z - rest * means.y) * scale;
    if (stored) {
      ${row.each(["dy", "x"], (value) => {
        const d = held > 0 ? value("x") : `(${value("x")} - meanAndScale.x)`;
        return `
        let n = (${d} - rest) * scale;
        dx[base + unit] = scale * (${g(value("dy"))} - meanG - n * meanGN)${residual ? " + dresidual[base + unit]" : ""};
        ${dweight ? sums.add("dweight", value, `${value("dy")} * n`) : ""}
        ${dbias ? sums.add("dbias", value, value("dy")) : ""}`;
      })}
    }`,
      after: sums.after,
    };
  },
);

export const layerNormKernels: KernelSet<"layerNorm" | "layerNormBackward"> = (context) => ({
  layerNorm: ({ x, weight, bias }, { y, stats }, shapes, { eps }) => {
    const columns = lastAxis("layerNorm", "x", shapes.x);
    runRows(
      context,
      (form) => layerNorm(form, weight !== undefined, bias !== undefined),
      { x, weight: weight ?? x, bias: bias ?? x, y, stats },
      { inverseColumns: 1 / columns, eps },
      x.length,
      columns,
    );
  },
  layerNormBackward: ({ dy, x, weight, stats, dresidual }, { dx, dweight, dbias }, shapes) => {
    const columns = lastAxis("layerNormBackward", "x", shapes.x);
    const [weighted, residual] = [weight !== undefined, dresidual !== undefined];
    const [ofWeight, ofBias] = [dweight !== undefined, dbias !== undefined];
    runRowsAndSums(
      context,
      (form) => layerNormBackward(form, weighted, residual, ofWeight, ofBias),
      { dy, x, weight: weight ?? x, stats, dresidual: dresidual ?? x, dx },
      { inverseColumns: 1 / columns },
      [dweight, dbias],
      x.length,
      columns,
    );
  },
});
