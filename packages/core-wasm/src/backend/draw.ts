import type { Backend } from "../contract/index.ts";
import { DRAWN_BYTES, DRAWN_TOGETHER } from "./exports.generated.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/**
 * Blocks of one call, of which the threads share one: engines run a function that they have not optimised yet, which is
 * five times slower, to its end.
 */
const CALL = 32_768;

/** Numbers of the contract's definition, to the bit: all arithmetic is float64, and nothing is fused. */
export const drawValues =
  ({ wasm, memory }: KernelContext): NonNullable<Backend<WasmBuffer>["draw"]> =>
  (buffer, { distribution, seed, stream, center, spread, largest = Infinity }, first = 0) => {
    if (first % DRAWN_TOGETHER !== 0)
      throw new RangeError(`draw: first is ${first}, expected a multiple of ${DRAWN_TOGETHER}`);
    const { pointer, length } = buffer;
    const words = memory.scratch(DRAWN_BYTES);
    const blocks = Math.ceil(length / DRAWN_TOGETHER);
    const offset = first / DRAWN_TOGETHER;
    const key = [offset, seed, stream, center, spread] as const;
    for (let block = 0; block < blocks; block += CALL) {
      const part = [block, Math.min(blocks, block + CALL), pointer, length, ...key] as const;
      if (distribution === "normal") wasm.drawNormal(...part, words);
      else wasm.drawUniform(...part, largest, words);
    }
  };
