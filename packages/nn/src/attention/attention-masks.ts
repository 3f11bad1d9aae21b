import { tensor } from "../device/create-tensor.ts";
import { add } from "../ops/add.ts";
import { where } from "../ops/where.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectInstance, expectList, expectText } from "../options/expect-argument.ts";
import { expectElements } from "../options/expect-count.ts";
import { Device } from "../tensor/device.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isAdditive, refuseBooleanFloats } from "./boolean-floats.ts";

/** What a 1 in a boolean mask says. PyTorch has both meanings, in different places. */
export type MaskMeaning = "blocked" | "may attend";

/** A mask to add to the scores: float masks as they are, int32 masks of 0 and 1 as 0 and -Infinity. */
export function additiveMask(mask: Tensor, meaning: MaskMeaning, who = "additiveMask"): Tensor {
  expectTensor("additiveMask", "mask", mask);
  expectText("additiveMask", "who", who);
  if (meaning !== "blocked" && meaning !== "may attend")
    throw new TypeError(
      `additiveMask: meaning is ${describeValue(meaning)}, expected "blocked" or "may attend"`,
    );
  if (mask.dtype === "float32") {
    refuseBooleanFloats(who, mask, meaning);
    return mask;
  }
  const { device } = mask;
  const [hidden, open] = [tensor(-Infinity, { device }), tensor(0, { device })];
  const made = meaning === "blocked" ? where(mask, hidden, open) : where(mask, open, hidden);
  isAdditive(made);
  return made;
}

function expectDevice(who: string, device: unknown): void {
  if (device !== undefined) expectInstance(who, "device", device, Device, "a Device");
}

/** The sum of the masks that are there. */
export function combineMasks(...masks: readonly (Tensor | undefined)[]): Tensor | undefined {
  for (const mask of masks) if (mask !== undefined) expectTensor("combineMasks", "a mask", mask);
  return masks.reduce((sum, mask) => (sum && mask ? add(sum, mask) : (sum ?? mask)), undefined);
}

/** int32 [queries, keys]: 1 where query t may not see key j > t. For MultiheadAttention and Transformer. */
export function causalMask(queries: number, keys = queries, device?: Device): Tensor {
  expectDevice("causalMask", device);
  const values = Int32Array.from({ length: expectElements("causalMask", queries, keys) }, (_, i) =>
    i % keys > Math.floor(i / keys) ? 1 : 0,
  );
  return tensor(values, { shape: [queries, keys], ...(device ? { device } : {}) });
}

/**
 * int32 [batch, tokens]: 1 behind the end of each sequence, where there is only padding.
 *
 * @throws RangeError for a length that is negative, or above the tokens
 */
export function paddingMask(lengths: readonly number[], tokens: number, device?: Device): Tensor {
  expectList("paddingMask", "lengths", lengths);
  expectDevice("paddingMask", device);
  for (const length of lengths)
    if (!Number.isInteger(length) || length < 0 || length > tokens)
      throw new RangeError(`paddingMask: length is ${length}, expected 0 to ${tokens} (tokens)`);
  const values = Int32Array.from(
    { length: expectElements("paddingMask", lengths.length, tokens) },
    (_, i) => (i % tokens >= lengths[Math.floor(i / tokens)]! ? 1 : 0),
  );
  return tensor(values, { shape: [lengths.length, tokens], ...(device ? { device } : {}) });
}

/** float32 [size, size]: 0 up to the diagonal, -Infinity above. PyTorch's `generate_square_subsequent_mask`. */
export function generateSquareSubsequentMask(size: number, device?: Device): Tensor {
  expectDevice("generateSquareSubsequentMask", device);
  const values = Float32Array.from(
    { length: expectElements("generateSquareSubsequentMask", size, size) },
    (_, i) => (i % size > Math.floor(i / size) ? -Infinity : 0),
  );
  return tensor(values, { shape: [size, size], ...(device ? { device } : {}) });
}
