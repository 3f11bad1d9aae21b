import { defineProgram, type Program, variants } from "../commands/program.ts";
import { packedWeights } from "../wgsl/packed-weights.ts";
import { rowReader } from "../wgsl/row-reader.ts";
import { unroll } from "../wgsl/unroll.ts";
import { epilogueCode, epilogueReads, noEpilogue } from "./epilogue.ts";
import { laneGroupSums, laneGroupThreads } from "./lane-group-sums.ts";
import { type QuantizedDotsParam, quantizedDotsParams, quantizedLanes } from "./quantized-dots.ts";

/** Few rows of x times a bfloat16 weight: the lanes of a group walk a row of it, eight elements each. */
export const bf16Dots = variants(
  (
    rows: number,
    columns: number,
    cluster: number,
    vector: boolean,
    bias: boolean,
  ): Program<string, "y", QuantizedDotsParam> => {
    const epilogue = { ...noEpilogue, bias };
    const steps = rows > 2 ? 1 : 2;
    const sums = laneGroupSums({ values: rows * columns, lanes: quantizedLanes, cluster });
    const names = Array.from(
      { length: rows * columns },
      (_, v) => `sum${Math.floor(v / columns)}_${v % columns}`,
    );
    const groups = laneGroupThreads / quantizedLanes;
    return defineProgram({
      name: `quantizedMatmul bf16, ${rows} rows`,
      reads: { x: vector ? "vec4f" : "f32", packed: "vec4u", ...epilogueReads(epilogue, "f32") },
      writes: { y: "f32" },
      params: quantizedDotsParams,
      subgroups: cluster > 1,
      code: `${epilogueCode(epilogue, "f32")}
${packedWeights.bf16}
${rowReader(vector)}
${sums.declarations}
@compute @workgroup_size(${laneGroupThreads})
fn main(@builtin(workgroup_id) group: vec3u, ${sums.builtins}) {
${sums.places}
  let tile = (group.y * params.tilesAcross + group.x) * ${groups}u;
  let units = 4u * params.blocks;
${unroll(columns, (j) => `  let row${j} = min((tile + member) * ${columns}u + ${j}u, params.n - 1u) * units;`)}
${names.map((name) => `  var ${name} = vec4f();`).join("\n")}
  for (var first = lane; first < units; first += ${steps * quantizedLanes}u) {
${unroll(
  steps,
  (s) => `    let unit${s} = min(first + ${s * quantizedLanes}u, units - 1u);
    let present${s} = vec4u(select(0u, 0xffffffffu, first + ${s * quantizedLanes}u < units));
${unroll(columns, (j) => `    let words${s}_${j} = packed[row${j} + unit${s}] & present${s};`)}`,
)}
${unroll(steps, (s) =>
  unroll(
    rows,
    (r) => `    {
      // A step too far reads behind the row's end: zeros.
      let column = 8u * (first + ${s * quantizedLanes}u);
      let lower = readRow(min(${r}u, params.m - 1u), column);
      let upper = readRow(min(${r}u, params.m - 1u), column + 4u);
${unroll(columns, (j) => `      sum${r}_${j} = fma(upper, upperHalves(words${s}_${j}), fma(lower, lowerHalves(words${s}_${j}), sum${r}_${j}));`)}
    }`,
  ),
)}
  }
${sums.reduce(names.map((name) => `(${name}.x + ${name}.y) + (${name}.z + ${name}.w)`))}
  let row = which / ${columns}u;
  let column = (tile + owner) * ${columns}u + which % ${columns}u;
  if (owns && row < params.m && column < params.n) {
    let at = row * params.n + column;
    y[at] = finish(value, at, column);
  }
}`,
    });
  },
);
