import type { AttentionAttrs, Shape } from "@qkv/core-wasm/contract";
import type { AttentionForm } from "./operands.ts";

/** Whether every row of every operand is whole, aligned vec4s. */
export const isWide = ({ headSize, q, k, v, o }: AttentionAttrs): boolean =>
  headSize % 4 === 0 &&
  [q, k, v, o].every((of) => [of.offset, of.batch, of.head, of.row].every((n) => n % 4 === 0));

export const attentionForm = (attrs: AttentionAttrs, mask: Shape | undefined): AttentionForm => ({
  wide: isWide(attrs),
  mask: mask !== undefined,
  dropout: attrs.dropoutP > 0,
});

/** Blocks of 32 elements that hold a head. */
export const headBlocks = ({ headSize }: AttentionAttrs): number => Math.ceil(headSize / 32);

/** Workgroups that fill a large GPU twice: with fewer, smaller tiles and split keys bring more of it to work. */
const enoughWorkgroups = 256;

/**
 * Large tiles need half the loads of small ones, and a quarter of the workgroups. They take 32 KiB of workgroup memory.
 */
export const hasLargeTiles = (
  { batch, heads, queries, headSize }: AttentionAttrs,
  { maxComputeWorkgroupStorageSize }: Pick<GPUSupportedLimits, "maxComputeWorkgroupStorageSize">,
): boolean =>
  headSize <= 64 &&
  maxComputeWorkgroupStorageSize >= 32768 &&
  batch * heads * Math.ceil(queries / 64) >= enoughWorkgroups;

/** Up to four queries, as in decoding, have a workgroup each. */
export const hasFewQueries = ({ queries }: AttentionAttrs): boolean => queries <= 4;

// One multiprocessor reads about 70 GB/s, so these many bytes of k and v take it 15 us: three times a dispatch.
const leastSplitElements = 1 << 17;
const leastKeysOfSplit = 256;

/** Over how many workgroups the keys of a query are split. */
export function keySplits({ batch, heads, queries, keys, headSize }: AttentionAttrs): number {
  if (keys * headSize < leastSplitElements) return 1;
  const wanted = Math.ceil(enoughWorkgroups / (batch * heads * queries));
  return Math.max(1, Math.min(wanted, Math.floor(keys / leastKeysOfSplit)));
}
