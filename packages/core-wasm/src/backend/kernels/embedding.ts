import { idError, lastAxis } from "../../contract/index.ts";
import { chainIds } from "../chain-ids.ts";
import type { KernelSet } from "../kernel-set.ts";
import type { WasmBuffer } from "../linear-memory.ts";

export const embeddingKernels: KernelSet<"embedding" | "embeddingBackward"> = (context) => {
  const { wasm, memory } = context;
  const expectIds = (kernel: string, ids: WasmBuffer, rows: number): void => {
    const bad = wasm.firstBadId(ids.pointer, ids.length, rows);
    if (bad >= 0) throw idError(kernel, bad, memory.read(ids)[bad]!, rows);
  };
  return {
    embedding: ({ weight, ids }, { y }, shapes) => {
      const [rows = 0, width = 0] = shapes.weight;
      expectIds("embedding", ids, rows);
      wasm.embedding(weight.pointer, ids.pointer, y.pointer, ids.length, width);
    },
    embeddingBackward: ({ dy, ids }, { dweight }, shapes, { rows, paddingIdx }) => {
      const width = lastAxis("embeddingBackward", "dy", shapes.dy);
      expectIds("embeddingBackward", ids, rows);
      const next = chainIds(context, ids, rows);
      wasm.embeddingBackward(
        dy.pointer,
        ids.pointer,
        next,
        dweight.pointer,
        ids.length,
        rows,
        width,
      );
      if (paddingIdx !== undefined)
        memory.clear({
          ...dweight,
          pointer: dweight.pointer + 4 * paddingIdx * width,
          length: width,
        });
    },
  };
};
