import { type AttrsOf, contiguousStrides, mergeAxes, sizeOf } from "@qkv/core-wasm/contract";
import { defineProgram, type ParamType, variants } from "../commands/program.ts";
import { numbered } from "../data-movement/axis-params.ts";
import { copyStrided } from "../data-movement/strided-copy.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid, flatWorkgroup } from "../wgsl/each-element.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";

const neighbours = 8;
const lanes = flatWorkgroup / neighbours;
/** Repetitions of an element from which on several threads share them, where there are few elements. */
const manyRepeats = 64;
const fewElements = 65536;
/** Parameters that are left for axes: four for one that steps, two for a repeated one. */
const axisParams = 56;

/**
 * dx[e] = the sum of dy over all indices whose offset is e. Axes are ordered by falling stride, so that of an axis only
 * the indices are tried from which the others can still reach e; repeated axes (stride 0) are summed over.
 */
const asStridedBackward = variants((axes: number, repeated: number, shared: boolean) => {
  const open = Array.from(
    { length: axes },
    (_, k) => `
    let last${k} = min(i32(params.size${k}) - 1, rest${k} / params.stride${k});
    let next${k} = max(0, (rest${k} - params.reach${k} + params.stride${k} - 1) / params.stride${k});
    for (var i${k} = next${k}; i${k} <= last${k}; i${k}++) {
      let rest${k + 1} = rest${k} - i${k} * params.stride${k};
      let at${k + 1} = at${k} + i${k} * params.ofDy${k};`,
  ).join("");
  const step = Array.from(
    { length: repeated },
    (_, k) =>
      `source += i32(repeat % params.repeats${k}) * params.ofRepeat${k}; repeat /= params.repeats${k};`,
  ).join(" ");
  const sum = `
    var sum = 0.0;
    let rest0 = i32(element) - params.offset;
    let at0 = params.start;
    if (element < params.count && rest0 >= 0) {${open}
      if (rest${axes} == 0) {
        for (var n = ${shared ? `index / ${neighbours}u` : "0u"}; n < params.copies; n += ${shared ? lanes : 1}u) {
          var repeat = n;
          var source = at${axes};
          ${step}
          sum += dy[source];
        }
      }
    ${"}".repeat(axes)}
    }`;
  return defineProgram({
    name: `asStridedBackward ${axes} ${repeated}${shared ? " shared" : ""}`,
    reads: { dy: "f32" },
    writes: { dx: "f32" },
    params: {
      ...{ count: "u32", offset: "i32", start: "i32", copies: "u32" },
      ...numbered({
        size: new Array<ParamType>(axes).fill("u32"),
        stride: new Array<ParamType>(axes).fill("i32"),
        reach: new Array<ParamType>(axes).fill("i32"),
        ofDy: new Array<ParamType>(axes).fill("i32"),
        repeats: new Array<ParamType>(repeated).fill("u32"),
        ofRepeat: new Array<ParamType>(repeated).fill("i32"),
      }),
    } as Record<string, ParamType>,
    code: shared
      ? `
var<workgroup> parts: array<f32, ${flatWorkgroup}>;
${workgroupMain(flatWorkgroup, "index")} {
  for (var first = ${neighbours}u * group.x; first < params.count; first += ${neighbours}u * groups.x) {
    let element = first + index % ${neighbours}u;${sum}
    parts[index] = sum;
    workgroupBarrier();
    for (var half = ${flatWorkgroup / 2}u; half >= ${neighbours}u; half /= 2u) {
      if (index < half) { parts[index] += parts[index + half]; }
      workgroupBarrier();
    }
    if (index < ${neighbours}u && element < params.count) { dx[element] = parts[index]; }
    workgroupBarrier();
  }
}`
      : eachElement(
          { count: "count", index: "element" },
          `${sum}
    dx[element] = sum;`,
        ),
  });
});

/** The axes with positive strides from the largest, the repeated ones, and the offsets in dx and dy of their origin. */
function gradientAxes({ size, stride, offset }: AttrsOf<"asStridedBackward">) {
  const dense = contiguousStrides(size);
  const axes = mergeAxes(
    size.map((count, i) => ({ size: count, strides: [stride[i]!, dense[i]!] })),
  );
  let start = 0;
  let origin = offset;
  const forward = axes.map(({ size: count, strides: [ofX, ofDy] }) => {
    if (ofX! >= 0) return { size: count, stride: ofX!, ofDy: ofDy! };
    origin += (count - 1) * ofX!; // a negative step, walked from its other end
    start += (count - 1) * ofDy!;
    return { size: count, stride: -ofX!, ofDy: -ofDy! };
  });
  const stepping = forward
    .filter((axis) => axis.stride > 0)
    .sort((a, b) => b.stride - a.stride)
    .map((axis, i, sorted) => ({
      ...axis,
      reach: sorted.slice(i + 1).reduce((sum, { size, stride }) => sum + (size - 1) * stride, 0),
    }));
  const repeated = forward.filter((axis) => axis.stride === 0);
  if (4 * stepping.length + 2 * repeated.length > axisParams)
    throw new RangeError(
      `asStridedBackward: ${axes.length} axes that do not step as one, ${repeated.length} of them with stride 0, ` +
        `expected at most ${axisParams / 4} on WebGPU, one with stride 0 counting half; do it in two steps`,
    );
  return { stepping, repeated, origin, start };
}

export const asStridedKernels: KernelSet<"asStrided" | "asStridedBackward"> = (context) => ({
  asStrided: ({ x }, { y }, _, { size, stride, offset }) => {
    const axes = size.map((count, i) => ({ size: count, stride: stride[i]! }));
    copyStrided(context, "asStrided", { x, y }, axes, offset);
  },
  asStridedBackward: ({ dy }, { dx }, _, attrs) => {
    const { stepping, repeated, origin, start } = gradientAxes(attrs);
    const copies = sizeOf(repeated.map(({ size }) => size));
    const shared = copies >= manyRepeats && dx.length < fewElements;
    context.run(
      asStridedBackward(stepping.length, repeated.length, shared),
      { dy, dx },
      {
        ...{ count: dx.length, offset: origin, start, copies: dy.length === 0 ? 0 : copies },
        ...numbered({
          size: stepping.map(({ size }) => size),
          stride: stepping.map(({ stride }) => stride),
          reach: stepping.map(({ reach }) => reach),
          ofDy: stepping.map(({ ofDy }) => ofDy),
          repeats: repeated.map(({ size }) => size),
          ofRepeat: repeated.map(({ ofDy }) => ofDy),
        }),
      },
      shared ? Math.min(65535, Math.ceil(dx.length / neighbours)) : flatGrid(dx.length),
    );
  },
});
