import { defineProgram, type Program, variants } from "../../commands/program.ts";
import { unroll } from "../../wgsl/unroll.ts";
import { type EpilogueKey, epilogueCode, epilogueOf, epilogueReads } from "../epilogue.ts";
import { matrixOffsets, type ProductParam, productParams } from "../product-params.ts";
import { laneGroupSums, laneGroupThreads } from "./lane-group-sums.ts";

/**
 * Few rows of a times b [n, k], as in decoding: `lanes` threads go along each row of b together, so that their reads
 * are neighbours, and keep the sums for all rows of a and `columns` rows of b. Each step reads several vec4s of b at
 * once: what bounds it is how many reads are under way.
 */
export const rowDots = variants(
  (
    rows: number,
    columns: number,
    lanes: number,
    cluster: number,
    vector: boolean,
    ...key: EpilogueKey
  ): Program<string, "c", ProductParam> => {
    const epilogue = epilogueOf(...key);
    const type = vector ? "vec4f" : "f32";
    const steps = Math.max(1, 4 / rows);
    const sumOf = (r: number, j: number) => `sum${r}_${j}`;
    const names = Array.from({ length: rows * columns }, (_, v) =>
      sumOf(Math.floor(v / columns), v % columns),
    );
    const total = (name: string) =>
      vector ? `(${name}.x + ${name}.y) + (${name}.z + ${name}.w)` : name;
    const sums = laneGroupSums({ values: rows * columns, lanes, cluster });
    return defineProgram({
      name: `matmul ${rows} rows, dots`,
      reads: { a: type, b: type, ...epilogueReads(epilogue, "f32") },
      writes: { c: "f32" },
      params: productParams,
      subgroups: cluster > 1,
      code: `${epilogueCode(epilogue, "f32")}
${sums.declarations}
@compute @workgroup_size(${laneGroupThreads})
fn main(@builtin(workgroup_id) group: vec3u, ${sums.builtins}) {
${sums.places}
${matrixOffsets}
  let start = split * params.depthPart;
  let end = min(params.k, start + params.depthPart);
  let column0 = ((params.columnTile + group.x) * ${laneGroupThreads / lanes}u + member) * ${columns}u;
${unroll(columns, (j) => `  let bAt${j} = bFrom + min(column0 + ${j}u, params.n - 1u) * params.bPitch;`)}
${unroll(rows, (r) => `  let aAt${r} = aFrom + min(${r}u, params.m - 1u) * params.aPitch;`)}
${names.map((name) => `  var ${name} = ${type}();`).join("\n")}
  for (var k = start + lane; k < end; k += ${lanes * steps}u) {
${unroll(
  steps,
  (s) => `    let k${s} = min(k + ${s * lanes}u, end - 1u);
${unroll(columns, (j) => `    var b${s}_${j} = b[bAt${j} + k${s}];`)}
${unroll(rows, (r) => `    var a${s}_${r} = a[aAt${r} + k${s}];`)}`,
)}
${unroll(steps, (s) =>
  s === 0
    ? ""
    : `    if (k + ${s * lanes}u >= end) {
${unroll(columns, (j) => `      b${s}_${j} = ${type}();`)}
${unroll(rows, (r) => `      a${s}_${r} = ${type}();`)}
    }`,
)}
${unroll(steps, (s) =>
  unroll(rows, (r) =>
    unroll(columns, (j) => `    ${sumOf(r, j)} = fma(a${s}_${r}, b${s}_${j}, ${sumOf(r, j)});`),
  ),
)}
  }
${sums.reduce(names.map(total))}
  // One thread for each sum of the group: \`value\` is number \`which\`.
  let row = which / ${columns}u;
  let column = ((params.columnTile + group.x) * ${laneGroupThreads / lanes}u + owner) * ${columns}u + which % ${columns}u;
  if (owns && row < params.m && column < params.n) {
    let at = cFrom + row * params.cPitch + column;
    c[at] = finish(value, at, column);
  }
}`,
    });
  },
);
