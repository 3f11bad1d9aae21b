import { lastAxis, targetError } from "@qkv/core-wasm/contract";
import { defineProgram, variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { largestAndSum, softmaxFunctions } from "../rowwise/online-softmax.ts";
import { rowLaunch } from "../rowwise/row-form.ts";
import { rowMath } from "../rowwise/row-math.ts";
import { rowPrograms } from "../rowwise/row-program.ts";
import type { UnitWidth } from "../wgsl/vector-units.ts";
import { added, workgroupReduction } from "../wgsl/workgroup-reduction.ts";

const size = 256;

/** 1 / the weight of the targets that count. */
const inverseDivisor = variants((weighted: boolean) =>
  defineProgram({
    name: "crossEntropy divisor",
    reads: { targets: "i32", ...(weighted ? { weight: "f32" } : {}) } as Record<
      "targets",
      "i32"
    > & { weight: "f32" },
    writes: { inverse: "f32" },
    params: { rows: "u32", classes: "u32", ignoreIndex: "i32" },
    code: `
${rowMath}
${workgroupReduction("total", added, size)}
@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) index: u32) {
  var part = 0.0;
  for (var row = index; row < params.rows; row += ${size}u) {
    let chosen = targets[row];
    if (chosen != params.ignoreIndex) { part += ${weighted ? "weight[min(u32(chosen), params.classes - 1u)]" : "1.0"}; }
  }
  let divisor = total(part, index);
  if (index == 0u) { inverse[0] = reciprocal(divisor); }
}`,
  }),
);

/** The sum of the rows' losses, divided. */
const sumLosses = variants((divided: boolean) =>
  defineProgram({
    name: "crossEntropy sum",
    reads: { losses: "f32", ...(divided ? { inverse: "f32" } : {}) } as Record<
      "losses" | "inverse",
      "f32"
    >,
    writes: { loss: "f32" },
    params: { rows: "u32" },
    code: `
${workgroupReduction("total", added, size)}
@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) index: u32) {
  var part = 0.0;
  for (var row = index; row < params.rows; row += ${size}u) { part += losses[row]; }
  let sum = total(part, index);
  if (index == 0u) { loss[0] = sum${divided ? " * inverse[0]" : ""}; }
}`,
  }),
);

/** The part of the target's probability that a class has, times its weight. */
const probability = (weighted: boolean, width: UnitWidth) => `
fn classProbability(unit: u32, chosen: i32) -> Unit {
  let classes = ${width === 4 ? "vec4i(i32(4u * unit)) + vec4i(0, 1, 2, 3)" : "i32(unit)"};
  let part = select(Unit(), Unit(params.kept), classes == ${width === 4 ? "vec4i(chosen)" : "chosen"}) + params.spread;
  return ${weighted ? "select(part * weight[unit], Unit(), part == Unit())" : "part"}; // 0 whatever the weight
}`;

/** A team of threads a row: its loss and its gradient. */
const rowLosses = rowPrograms(
  (
    { form, type, row },
    weighted: boolean,
    logProbabilities: boolean,
    smoothed: boolean,
    gradient: boolean,
    divided: boolean,
  ) => {
    const { width } = form;
    const component = width === 4 ? "[column / 4u][column % 4u]" : "[column]";
    const logitOfClass = width === 4 ? "[base + column / 4u][column % 4u]" : "[base + column]";
    const everyWeight = weighted && smoothed && !logProbabilities;
    const logits = logProbabilities && !smoothed ? [] : ["logits"];
    return {
      name: "crossEntropy",
      reads: {
        logits: type,
        targets: "i32",
        ...(weighted ? { weight: type } : {}),
        ...(divided ? { inverse: "f32" } : {}),
      } as Record<"logits" | "weight", typeof type> & { targets: "i32"; inverse: "f32" },
      writes: { losses: "f32", ...(gradient ? { dlogits: type } : {}) } as {
        losses: "f32";
        dlogits: typeof type;
      },
      params: { classes: "u32", ignoreIndex: "i32", kept: "f32", spread: "f32" },
      checks: true,
      declared: softmaxFunctions(form) + probability(weighted, width),
      body: `
    let chosen = targets[row];
    let counts = chosen != params.ignoreIndex;
    let named = u32(chosen) < params.classes;
    if (stored && counts && !named && lane == 0u) { fault(row, chosen); }
    let column = select(0u, u32(chosen), named);
    ${logits.length > 0 ? row.load(...logits) : ""}
    let logitOfTarget = logits${logitOfClass};
    ${
      logProbabilities
        ? "let shift = 0.0; let logSum = 0.0;"
        : `
    ${largestAndSum(form, "logits", false)}
    let logSum = select(logarithm(sum), minusInfinity() - most, isMinusInfinity(most)); // NaN for a row of -Infinity
    let inverseSum = select(reciprocal(sum), logSum, isMinusInfinity(most));`
    }
    let weightOfTarget = ${weighted ? `weight${component}` : "1.0"};
    ${
      everyWeight
        ? `var weightPart = 0.0;
    ${row.each([], () => "weightPart += sumOf(weight[unit]);")}
    let weightSum = total(weightPart, position);`
        : `let weightSum = ${weighted ? "0.0" : "f32(params.classes)"};`
    }
    // What softmax(logits) gets of the gradient: all of p, weighted.
    let totalProbability = params.kept * weightOfTarget + params.spread * weightSum;
    let factor = ${divided ? "inverse[0]" : "1.0"};
    ${smoothed ? "var lossPart = 0.0;" : ""}
    if (stored) {
      ${
        gradient || smoothed
          ? row.each(logProbabilities && !smoothed ? [] : ["logits"], (value) =>
              [
                "let p = classProbability(unit, i32(column));",
                smoothed
                  ? `lossPart -= sumOf(select(p * ((${value("logits")} - shift) - logSum), Unit(), p == Unit()));`
                  : "",
                gradient
                  ? logProbabilities
                    ? "dlogits[base + unit] = select(Unit(), -p * factor, counts);"
                    : `dlogits[base + unit] = select(Unit(),
            (totalProbability * (exponential(${value("logits")} - shift) * inverseSum) - p) * factor, counts);`
                  : "",
              ].join("\n"),
            )
          : ""
      }
    }
    ${
      smoothed
        ? "let loss = total(lossPart, position);"
        : "let loss = -params.kept * weightOfTarget * ((logitOfTarget - shift) - logSum);"
    }
    if (stored && lane == 0u) { losses[row] = select(0.0, loss, counts); }`,
    };
  },
);

export const crossEntropyKernels: KernelSet<"crossEntropy"> = ({
  run,
  temporary,
  subgroupSize,
}) => ({
  crossEntropy: ({ logits, target, weight }, { loss, dlogits }, shapes, attrs) => {
    const { reduction, ignoreIndex, labelSmoothing, logProbabilities = false } = attrs;
    const classes = lastAxis("crossEntropy", "logits", shapes.logits);
    const rows = target.length;
    const divided = reduction === "mean";
    const inverse = divided ? temporary(1) : target;
    if (divided)
      run(
        inverseDivisor(weight !== undefined),
        { targets: target, weight: weight ?? target, inverse },
        { rows, classes, ignoreIndex },
        1,
      );
    const losses = reduction === "none" ? loss : temporary(rows);
    const { form, params, grid } = rowLaunch(rows, classes, subgroupSize);
    run(
      rowLosses(
        form,
        weight !== undefined,
        logProbabilities,
        labelSmoothing !== 0,
        dlogits !== undefined,
        divided,
      ),
      {
        logits,
        targets: target,
        weight: weight ?? logits,
        inverse,
        losses,
        dlogits: dlogits ?? losses,
      },
      {
        ...params,
        ...{ classes, ignoreIndex, kept: 1 - labelSmoothing, spread: labelSmoothing / classes },
      },
      grid,
      (position, value) => targetError(position, value, classes),
    );
    if (reduction !== "none") run(sumLosses(divided), { losses, inverse, loss }, { rows }, 1);
  },
});
