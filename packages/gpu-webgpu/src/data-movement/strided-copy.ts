import { mergeAxes } from "@qkv/core-wasm/contract";
import { defineProgram, type ParamType, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { flatGrid, flatWorkgroup } from "../wgsl/each-element.ts";
import { type UnitWidth, unitWidth, wordType } from "../wgsl/vector-units.ts";
import { expectAxes, numbered } from "./axis-params.ts";

/** Units below the axes that the grid counts, at least: a workgroup per index of these axes must have enough to do. */
const fewestInner = 2048;

/**
 * y[i...] = x[offset + sum of i_k stride_k], y dense. Axis 0 and 1 may be counted by the grid: a division by a number
 * that only the launch knows costs as much as the rest of the copy.
 */
const stridedCopy = variants((width: UnitWidth, rank: number, counted: number) => {
  const loops = ["z", "y"].slice(0, counted);
  const inner = Array.from({ length: rank - counted }, (_, i) => i + counted);
  return defineProgram({
    name: `stridedCopy ${width}x${rank}`,
    reads: { x: wordType(width) },
    writes: { y: wordType(width) },
    params: {
      ...{ count: "u32", offset: "i32" },
      ...numbered({
        size: new Array<ParamType>(rank).fill("u32"),
        stride: new Array<ParamType>(rank).fill("i32"),
      }),
    } as Record<string, ParamType>,
    code: `
@compute @workgroup_size(${flatWorkgroup})
fn main(
  @builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
) {
  ${loops.map((axis, i) => `for (var i${i} = group.${axis}; i${i} < params.size${i}; i${i} += groups.${axis}) {`).join("\n  ")}
  let start = params.offset${loops.map((_, i) => ` + i32(i${i}) * params.stride${i}`).join("")};
  let to = ${["0u", "i0", "(i0 * params.size1 + i1)"][counted]} * params.count;
  for (var i = id.x; i < params.count; i += ${flatWorkgroup}u * groups.x) {
    var rest = i;
    var at = start;
    ${inner
      .reverse()
      .map((axis) =>
        axis === counted
          ? `at += i32(rest) * params.stride${axis};`
          : `at += i32(rest % params.size${axis}) * params.stride${axis}; rest /= params.size${axis};`,
      )
      .join("\n    ")}
    y[to + i] = x[at];
  }
  ${loops.map(() => "}").join("\n  ")}
}`,
  });
});

/** Copy the elements of x that the axes name, [size, stride] each, into the dense y. */
export function copyStrided(
  { run }: KernelContext,
  kernel: string,
  { x, y }: { readonly x: WebgpuBuffer; readonly y: WebgpuBuffer },
  axes: readonly { readonly size: number; readonly stride: number }[],
  offset: number,
): void {
  if (y.length === 0) return;
  const merged = mergeAxes(axes.map(({ size, stride }) => ({ size, strides: [stride] })));
  expectAxes(kernel, merged);
  const outer = merged.slice(0, -1).map(({ size, strides: [stride] }) => [size, stride!] as const);
  const { size, strides } = merged.at(-1) ?? { size: 1, strides: [1] };
  const width =
    strides[0] === 1 ? unitWidth(size, offset, ...outer.map(([, stride]) => stride)) : 1;
  const units = [
    ...outer.map(([count, stride]) => [count, stride / width] as const),
    [size / width, strides[0]!] as const,
  ];
  let count = y.length / width;
  let counted = 0;
  while (counted < Math.min(2, units.length - 1) && count / units[counted]![0] >= fewestInner)
    count /= units[counted++]![0];
  const [z = 1, other = 1] = units.slice(0, counted).map(([size]) => Math.min(size, 65535));
  run(
    stridedCopy(width, units.length, counted),
    { x, y },
    {
      ...{ count, offset: offset / width },
      ...numbered({
        size: units.map(([size]) => size),
        stride: units.map(([, stride]) => stride),
      }),
    },
    [flatGrid(count), other, z],
  );
}
