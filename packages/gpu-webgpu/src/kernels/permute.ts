import { permutedAxes } from "@qkv/core-wasm/contract";
import { defineProgram, type ParamType, variants } from "../commands/program.ts";
import { expectAxes, numbered } from "../data-movement/axis-params.ts";
import { copyStrided } from "../data-movement/strided-copy.ts";
import type { KernelSet } from "../kernel-context.ts";

const tile = 32;
const rowsAtOnce = 8;
/** The part of a tile that must be filled for it to be worth its workgroup. */
const leastFilled = 0.25;
const filled = (size: number) => size / (tile * Math.ceil(size / tile));

/**
 * y[o, c, r] = x[o, r, c] in tiles through workgroup memory, so that both sides are read and written along their lines.
 * Rows are the last axis of y, columns that of x; o counts the `outer` axes, with steps of their own on both sides.
 */
const transpose = variants((outer: number) => {
  const axes = Array.from({ length: outer }, (_, i) => i).reverse();
  return defineProgram({
    name: `permute transposed ${outer}`,
    reads: { x: "u32" },
    writes: { y: "u32" },
    params: {
      ...{ rows: "u32", columns: "u32", rowStep: "u32", columnStep: "u32", matrices: "u32" },
      ...numbered({
        size: new Array<ParamType>(outer).fill("u32"),
        ofX: new Array<ParamType>(outer).fill("u32"),
        ofY: new Array<ParamType>(outer).fill("u32"),
      }),
    } as Record<string, ParamType>,
    code: `
var<workgroup> elements: array<u32, ${tile * (tile + 1)}>; // a column more than needed, against bank conflicts
@compute @workgroup_size(${tile}, ${rowsAtOnce})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u,
) {
  for (var matrix = group.z; matrix < params.matrices; matrix += groups.z) {
    var rest = matrix;
    var source = 0u;
    var to = 0u;
    ${axes
      .map(
        (i) =>
          `source += rest % params.size${i} * params.ofX${i}; to += rest % params.size${i} * params.ofY${i}; rest /= params.size${i};`,
      )
      .join("\n    ")}
    for (var top = ${tile}u * group.y; top < params.rows; top += ${tile}u * groups.y) {
      for (var left = ${tile}u * group.x; left < params.columns; left += ${tile}u * groups.x) {
        for (var i = local.y; i < ${tile}u; i += ${rowsAtOnce}u) {
          if (top + i < params.rows && left + local.x < params.columns) {
            elements[i * ${tile + 1}u + local.x] = x[source + (top + i) * params.rowStep + left + local.x];
          }
        }
        workgroupBarrier();
        for (var i = local.y; i < ${tile}u; i += ${rowsAtOnce}u) {
          if (left + i < params.columns && top + local.x < params.rows) {
            y[to + (left + i) * params.columnStep + top + local.x] = elements[local.x * ${tile + 1}u + i];
          }
        }
        workgroupBarrier();
      }
    }
  }
}`,
  });
});

export const permuteKernels: KernelSet<"permute"> = (context) => ({
  permute: ({ x }, { y }, shapes, { order }) => {
    if (x.length === 0) return;
    const axes = permutedAxes(shapes.x, order);
    const rows = axes.at(-1);
    const columns = axes.find(({ strides }) => strides[0] === 1);
    const tiled =
      rows &&
      columns &&
      rows !== columns &&
      filled(rows.size) * filled(columns.size) >= leastFilled;
    if (!tiled) {
      const strided = axes.map(({ size, strides }) => ({ size, stride: strides[0]! }));
      return copyStrided(context, "permute", { x, y }, strided, 0);
    }
    const outer = axes.filter((axis) => axis !== rows && axis !== columns);
    expectAxes("permute", outer);
    const matrices = x.length / (rows.size * columns.size);
    const groups = [columns.size / tile, rows.size / tile, matrices] as const;
    const [columnGroups, rowGroups, matrixGroups] = groups.map((count) =>
      Math.min(65535, Math.ceil(count)),
    ) as [number, number, number];
    context.run(
      transpose(outer.length),
      { x, y },
      {
        ...{ rows: rows.size, columns: columns.size, matrices },
        ...{ rowStep: rows.strides[0]!, columnStep: columns.strides[1]! },
        ...numbered({
          size: outer.map(({ size }) => size),
          ofX: outer.map(({ strides }) => strides[0]!),
          ofY: outer.map(({ strides }) => strides[1]!),
        }),
      },
      [columnGroups, rowGroups, matrixGroups],
    );
  },
});
