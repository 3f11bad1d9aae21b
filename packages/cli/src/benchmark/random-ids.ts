import { Generator } from "@qkv/nn";

/** Token ids, uniform below `vocabSize`, the same every time. */
export const randomIds = (count: number, vocabSize: number): Int32Array =>
  new Generator(1).integers(count, vocabSize);
