import {
  broadcastAxes,
  broadcastShapes,
  type Launch,
  type Shape,
  type StridedAxis,
  sizeOf,
} from "../contract/index.ts";
import { writeAxes } from "./axis-table.ts";
import type { KernelContext, KernelTaking } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

type Operation = KernelTaking<"axes" | "outer" | "a" | "b" | "c">;

const once: StridedAxis = { size: 1, strides: [0, 0] };

/** Whether the last axes of `shape` are `end`. */
const endsWith = (shape: Shape, end: Shape): boolean =>
  end.every((size, i) => size === shape[shape.length - end.length + i]);

/** At least two axes; the last has steps of 0 or 1, as the innermost loop wants them. */
function arithmeticAxes(kernel: string, a: Shape, b: Shape): readonly StridedAxis[] {
  const [ofA, ofB] = [sizeOf(a), sizeOf(b)];
  // The common forms by their sizes alone: a number, the same shape, a row under many.
  if (ofB === 1 && a.length >= b.length) return [once, { size: ofA, strides: [1, 0] }];
  if (ofA === 1 && b.length >= a.length) return [once, { size: ofB, strides: [0, 1] }];
  if (ofA >= ofB && ofB > 0 && endsWith(a, b))
    return [
      { size: ofA / ofB, strides: [ofB, 0] },
      { size: ofB, strides: [1, 1] },
    ];
  const axes = broadcastAxes(broadcastShapes(kernel, a, b), [a, b]);
  return axes.length > 1 ? axes : [once, ...axes];
}

/** The launch of one of them. */
export const launchArithmetic =
  (kernel: Operation, { wasm, memory }: KernelContext): Launch<Operation, WasmBuffer> =>
  ({ a, b }, { c }, shapes) => {
    const axes = arithmeticAxes(kernel, shapes.a, shapes.b);
    wasm[kernel](writeAxes(memory, axes), axes.length - 1, a.pointer, b.pointer, c.pointer);
  };
