import { defineProgram, type Program, variants } from "../../commands/program.ts";
import { unroll } from "../../wgsl/unroll.ts";
import { type EpilogueKey, epilogueCode, epilogueOf, epilogueReads } from "../epilogue.ts";
import { matrixOffsets, type ProductParam, productParams } from "../product-params.ts";

/** Threads of a workgroup: `lanes` neighbouring elements of a row of b, times slices of the depth. */
const rowSumThreads = 256;

/** Few rows of a times b [k, n]: every thread adds up its columns over its slice of the depth. */
export const rowSums = variants(
  (
    rows: number,
    lanes: number,
    vector: boolean,
    ...key: EpilogueKey
  ): Program<string, "c", ProductParam> => {
    const epilogue = epilogueOf(...key);
    const type = vector ? "vec4f" : "f32";
    const slices = rowSumThreads / lanes;
    const steps = Math.max(1, 4 / rows);
    return defineProgram({
      name: `matmul ${rows} rows, sums`,
      reads: { a: "f32", b: type, ...epilogueReads(epilogue, type) },
      writes: { c: type },
      params: productParams,
      code: `${epilogueCode(epilogue, type)}
var<workgroup> partial: array<${type}, ${rowSumThreads}>;
fn addSlices(sum: ${type}, thread: u32) -> ${type} {
  partial[thread] = sum;
  workgroupBarrier();
  for (var half = ${rowSumThreads / 2}u; half >= ${lanes}u; half /= 2u) {
    if (thread < half) { partial[thread] += partial[thread + half]; }
    workgroupBarrier();
  }
  let total = partial[thread % ${lanes}u];
  workgroupBarrier(); // the next row must not overwrite it before everybody has read it
  return total;
}
@compute @workgroup_size(${rowSumThreads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
${matrixOffsets}
  let start = split * params.depthPart;
  let end = min(params.k, start + params.depthPart);
  let column = (params.columnTile + group.x) * ${lanes}u + thread % ${lanes}u;
  let slice = thread / ${lanes}u;
  let bAt = bFrom + min(column, params.bPitch - 1u);
${unroll(rows, (r) => `  let aAt${r} = aFrom + min(${r}u, params.m - 1u) * params.aPitch;`)}
${unroll(rows, (r) => `  var sum${r} = ${type}();`)}
  for (var k = start + slice; k < end; k += ${slices * steps}u) {
${unroll(
  steps,
  (s) => `    let k${s} = min(k + ${s * slices}u, end - 1u);
    var b${s} = b[bAt + k${s} * params.bPitch];
${unroll(rows, (r) => `    var a${s}_${r} = a[aAt${r} + k${s}];`)}`,
)}
${unroll(steps, (s) =>
  s === 0
    ? ""
    : `    if (k + ${s * slices}u >= end) {
      b${s} = ${type}();
${unroll(rows, (r) => `      a${s}_${r} = 0.0;`)}
    }`,
)}
${unroll(steps, (s) => unroll(rows, (r) => `    sum${r} = fma(${type}(a${s}_${r}), b${s}, sum${r});`))}
  }
${unroll(
  rows,
  (r) => `  let total${r} = addSlices(sum${r}, thread);
  if (slice == ${r % slices}u && ${r}u < params.m && column < params.cPitch) {
    let at = cFrom + ${r}u * params.cPitch + column;
    c[at] = finish(total${r}, at, column);
  }`,
)}
}`,
    });
  },
);
