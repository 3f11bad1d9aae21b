import { expectElements, expectSizes } from "../options/expect-count.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Tokens of a trial run, where the positions do not end sooner. */
export const usualTokens = 32;

/** Token ids [rows, tokens], each of the vocabulary in its turn. */
export function sampleIds(rows: number, tokens: number, vocabSize: number): HostTensor {
  expectSizes("sampleInputs", "a size", [rows, tokens]);
  let made: Int32Array | undefined;
  return {
    dtype: "int32",
    shape: [rows, tokens],
    /** Made when they are asked for: the shape alone may be all that is wanted. */
    get values() {
      const length = expectElements("sampleInputs", rows, tokens);
      made ??= Int32Array.from({ length }, (_, i) => i % vocabSize);
      return made;
    },
  };
}
