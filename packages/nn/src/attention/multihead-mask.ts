import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { zeros } from "../device/create-tensor.ts";
import { cat } from "../ops/cat.ts";
import { reshape } from "../ops/reshape.ts";
import type { Device } from "../tensor/device.ts";
import { deviceError } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { additiveMask, combineMasks } from "./attention-masks.ts";

interface Sizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  /** Of the key that was given. */
  readonly keys: number;
  /** Keys appended behind them, which every query sees. */
  readonly added: number;
}

/** attnMask and keyPaddingMask, in which 1 means blocked, as one mask to add: [batch | 1, heads | 1, queries | 1, keys + added]. */
export function multiheadMask(
  path: string,
  masks: { readonly attnMask: Tensor | undefined; readonly keyPaddingMask: Tensor | undefined },
  device: Device,
  { batch, heads, queries, keys, added }: Sizes,
): Tensor | undefined {
  for (const [name, mask] of Object.entries({
    attnMask: masks.attnMask,
    keyPaddingMask: masks.keyPaddingMask,
  }))
    if (mask && mask.device !== device)
      throw deviceError(`${path}: ${name}`, mask.device, device, "the query");
  const attn =
    masks.attnMask && attnTo4d(path, masks.attnMask, { batch, heads, queries, keys, added });
  const padding = masks.keyPaddingMask && paddingTo4d(path, masks.keyPaddingMask, batch, keys);
  const mask = combineMasks(attn, padding);
  if (!mask || added === 0) return mask;
  const seen = zeros([...mask.shape.slice(0, 3), added], { device: mask.device });
  return cat([mask, seen], 3);
}

function attnTo4d(path: string, mask: Tensor, { batch, heads, queries, keys }: Sizes): Tensor {
  const { shape } = mask;
  const plain = shape.join() === [queries, keys].join();
  const perHead = shape.join() === [batch * heads, queries, keys].join();
  if (!plain && !perHead)
    throw new ShapeError(
      `${path}: attnMask is ${formatShape(shape)}, expected ${formatShape([queries, keys])} or ` +
        `${formatShape([batch * heads, queries, keys])} (batch numHeads, queries, keys)`,
    );
  return reshape(additiveMask(mask, "blocked", `${path}: attnMask`), [
    ...(plain ? [1, 1] : [batch, heads]),
    queries,
    keys,
  ]);
}

function paddingTo4d(path: string, mask: Tensor, batch: number, keys: number): Tensor {
  const { shape } = mask;
  const fits =
    shape.join() === [batch, keys].join() || (batch === 1 && shape.join() === String(keys));
  if (!fits)
    throw new ShapeError(
      `${path}: keyPaddingMask is ${formatShape(shape)}, expected ${formatShape([batch, keys])}`,
    );
  return reshape(additiveMask(mask, "blocked", `${path}: keyPaddingMask`), [batch, 1, 1, keys]);
}
