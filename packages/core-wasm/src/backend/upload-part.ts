import type { Backend } from "../contract/index.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/** Floats of 16 bits are widened in place, so that fresh memory is met once. */
export const uploadPart =
  ({ wasm, memory }: KernelContext): NonNullable<Backend<WasmBuffer>["uploadPart"]> =>
  (buffer, values, first) => {
    if (!("bits" in values)) return memory.uploadPart(buffer, values, first);
    const { format, bits } = values;
    if (buffer.dtype !== "float32")
      throw new TypeError(
        `wasm: ${format} for a buffer of ${buffer.dtype}, expected one of float32`,
      );
    memory.uploadHalves(buffer, bits, first);
    wasm.widenHalves(format === "float16", buffer.pointer + 4 * first, bits.length);
  };
