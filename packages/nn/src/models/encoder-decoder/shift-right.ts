import { ShapeError } from "@qkv/core-wasm/contract";
import { tensor } from "../../device/create-tensor.ts";
import { cat } from "../../ops/cat.ts";
import { eq, ne } from "../../ops/compare.ts";
import { gather } from "../../ops/gather.ts";
import { slice } from "../../ops/slice.ts";
import { sub } from "../../ops/sub.ts";
import { sum } from "../../ops/sum.ts";
import { where } from "../../ops/where.ts";
import { OptionError } from "../../options/option-error.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { TargetIds } from "./encoder-decoder-options.ts";

/** Labels that count for nothing in the loss. */
const IGNORED = -100;

/**
 * What a decoder reads where it is to give these labels, int32 [batch, tokens] -> the same: a start, then all but the last.
 *
 * @throws OptionError where config.json names no padding or no start
 */
export function shiftRight(labels: Tensor, { padding, start }: TargetIds): Tensor {
  if (labels.shape.length !== 2 || labels.dtype !== "int32")
    throw new ShapeError(
      `labels are ${labels.dtype} [${labels.shape.join(", ")}], expected int32 [batch, tokens]`,
    );
  if (padding === undefined || start === undefined)
    throw new OptionError(
      `config.json: ${padding === undefined ? "pad_token_id" : "decoder_start_token_id"} is missing, expected an id: a target ` +
        "is made of labels with it",
    );
  return scope(() => {
    const [batch, tokens] = labels.shape as [number, number];
    const ids = where(eq(labels, IGNORED), padding, labels); // [batch, tokens]
    const first =
      start === "last"
        ? lastTokens(ids, padding)
        : tensor(new Int32Array(batch).fill(start), { shape: [batch, 1], device: ids.device });
    return tokens === 1 ? first : cat([first, slice(ids, 1, 0, tokens - 1)], 1);
  });
}

/** int32 [batch, tokens] -> [batch, 1]: the token at the count of those that are no padding, less one. */
function lastTokens(ids: Tensor, padding: number): Tensor {
  const places = sub(sum(ne(ids, padding), 1, true), 1);
  return gather(ids, 1, places);
}
