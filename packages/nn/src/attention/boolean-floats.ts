import { noGrad } from "../autograd/grad-mode.ts";
import { slice } from "../ops/slice.ts";
import type { Storage } from "../tensor/storage.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { MaskMeaning } from "./attention-masks.ts";

/** Masks that were looked at, with the number of changes that they had seen then: each is read once. */
const known = new WeakMap<Storage, number>();

/** Elements that are read at a time: nearly every mask shows in the first what it is. */
const part = 4096;

/**
 * Refuse a float mask of zeros and ones: it was meant to hide, and would be added to the scores. Masks that are added hold
 * -Infinity, or numbers of other sizes. Where a device cannot be read at once, as WebGPU, masks that were uploaded are known,
 * and those that were computed there are not looked at.
 */
export function refuseBooleanFloats(who: string, mask: Tensor, meaning: MaskMeaning): void {
  if (mask.dtype !== "float32") return;
  const { storage, size, device } = mask;
  const { readSync, shapesOnly } = device.backend;
  if (shapesOnly || known.get(storage) === storage.version) return;
  if (readSync ? isBoolean(mask, size) : storage.uploadedBooleans)
    throw new TypeError(
      `${who}: the mask is float32 and holds nothing but 0 and 1, which would be added to the scores; ` +
        `expected int32 for a boolean mask (1 = ${meaning}: tensor(..., { dtype: "int32" })), or float32 with -Infinity where ` +
        "nothing may be seen",
    );
  known.set(storage, storage.version);
}

/** Say of a mask that it is to be added, and need not be looked at. */
export function isAdditive({ storage }: Tensor): void {
  known.set(storage, storage.version);
}

function isBoolean(mask: Tensor, size: number): boolean {
  const flat = mask.detach().reshape(size);
  try {
    let ones = false;
    for (let start = 0; start < size; start += part) {
      const piece = noGrad(() => slice(flat, 0, start, Math.min(size, start + part)));
      const values = piece.dataSync();
      piece.dispose();
      for (const value of values) {
        if (value === 1) ones = true;
        else if (value !== 0) return false;
      }
    }
    return ones;
  } finally {
    flat.dispose();
  }
}
