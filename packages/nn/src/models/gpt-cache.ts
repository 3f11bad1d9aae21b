import { KeyValueCache } from "../attention/key-value-cache.ts";
import type { Device } from "../tensor/device.ts";
import type { DecoderOptions } from "./decoder/decoder-options.ts";

/** Keys and values of every layer, for decoding one token at a time. */
export class GptCache implements Disposable {
  readonly layers: readonly KeyValueCache[];

  constructor(device: Device, { layers, heads, contextLength, dModel }: DecoderOptions, batch = 1) {
    this.layers = Array.from(
      { length: layers },
      () => new KeyValueCache(device, [batch, heads, contextLength, dModel / heads]),
    );
  }

  /** Tokens that are in. */
  get length(): number {
    return this.layers[0]!.length;
  }

  /** Forget all tokens; the memory stays. */
  clear(): void {
    for (const layer of this.layers) layer.length = 0;
  }

  dispose(): void {
    for (const layer of this.layers) layer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
