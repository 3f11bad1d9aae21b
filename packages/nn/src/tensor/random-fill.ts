import type { RandomValues } from "@qkv/core-wasm/contract";

/** Random numbers that fill a whole storage, drawn when somebody looks. */
export interface RandomFill extends RandomValues {
  /** Elements that are 0 instead: the padding row of an embedding. */
  readonly zeros?: { readonly from: number; readonly to: number };
}
