import { sizeOf } from "@qkv/core-wasm/contract";
import type { StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";

type Values = HostTensor["values"];

/** All values of a tensor, of which an element may go anywhere; in the memory for such where there is one. */
export async function wholeValues(stored: StoredTensor, memory?: PieceMemory): Promise<Values> {
  if (!memory) return (await stored.read()).values;
  const { words, pieces } = memory.whole(sizeOf(stored.shape));
  const all = ofType(stored, words);
  let filled = 0;
  for await (const values of stored.pieces(pieces)) {
    all.set(values, filled);
    filled += values.length;
  }
  return all.subarray(0, filled);
}

/** Room for values that are made of a tensor's, as many as it has in a piece. */
export const madeValues = (stored: StoredTensor, length: number, memory?: PieceMemory): Values =>
  ofType(stored, memory?.words(length) ?? new Int32Array(length));

const ofType = ({ dtype }: StoredTensor, { buffer, byteOffset, length }: Int32Array): Values =>
  dtype === "int32"
    ? new Int32Array(buffer, byteOffset, length)
    : new Float32Array(buffer, byteOffset, length);
