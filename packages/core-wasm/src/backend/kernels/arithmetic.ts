import { broadcastShapes, broadcastStrides } from "../../contract/broadcast.ts";
import type { Shape } from "../../contract/index.ts";
import { mergeAxes, type StridedAxis, writeAxes } from "../axis-table.ts";
import type { KernelSet } from "../kernel-set.ts";
import type { WasmBuffer } from "../linear-memory.ts";

type Operation = "add" | "sub" | "mul" | "div";

/** At least two axes; the last has steps of 0 or 1, as the innermost loop wants them. */
function broadcastAxes(kernel: string, a: Shape, b: Shape): readonly StridedAxis[] {
  const shape = broadcastShapes(kernel, a, b);
  const ofA = broadcastStrides(a, shape);
  const ofB = broadcastStrides(b, shape);
  const axes = mergeAxes(shape.map((size, i) => ({ size, strides: [ofA[i]!, ofB[i]!] })));
  const inner = axes.length > 0 ? axes : [{ size: 1, strides: [1, 1] }];
  return inner.length > 1 ? inner : [{ size: 1, strides: [0, 0] }, ...inner];
}

export const arithmeticKernels: KernelSet<Operation> = ({ wasm, memory }) => {
  const launch =
    (kernel: Operation) =>
    (
      { a, b }: { readonly a: WasmBuffer; readonly b: WasmBuffer },
      { c }: { readonly c: WasmBuffer },
      shapes: { readonly a: Shape; readonly b: Shape },
    ) => {
      const axes = broadcastAxes(kernel, shapes.a, shapes.b);
      wasm[kernel](writeAxes(memory, axes), axes.length - 1, a.pointer, b.pointer, c.pointer);
    };
  return { add: launch("add"), sub: launch("sub"), mul: launch("mul"), div: launch("div") };
};
