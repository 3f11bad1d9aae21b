import { expectElements } from "../options/expect-count.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Tokens of a trial run, where the positions do not end sooner. */
export const usualTokens = 32;

/** Token ids [rows, tokens], each of the vocabulary in its turn. */
export const sampleIds = (rows: number, tokens: number, vocabSize: number): HostTensor => ({
  dtype: "int32",
  shape: [rows, tokens],
  values: Int32Array.from(
    { length: expectElements("sampleInputs", rows, tokens) },
    (_, i) => i % vocabSize,
  ),
});
