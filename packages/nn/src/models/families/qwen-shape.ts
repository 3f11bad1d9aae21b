import { flag, integer } from "../../options/fields.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import { slidingLayers } from "./layer-types.ts";
import { llamaFields } from "./llama-shape.ts";

/** Fields of config.json that Qwen 2 and 3 share, with their defaults. */
export const qwenFields = {
  ...llamaFields,
  vocab_size: integer({ from: 1, default: 151936 }),
  intermediate_size: integer({ from: 1, default: 22016 }),
  max_position_embeddings: integer({ from: 1, default: 32768 }),
  use_sliding_window: flag({ default: false }),
  sliding_window: integer({ from: 1, optional: true }),
  max_window_layers: integer({ from: 0, default: 28 }),
};

interface QwenWindow {
  readonly use_sliding_window: boolean;
  readonly sliding_window: number | undefined;
  readonly max_window_layers: number;
}

/** The decoder, with a window in the layers that the fields name. */
export function withQwenWindow(
  decoder: DecoderOptions,
  config: object,
  { use_sliding_window: used, sliding_window: window = 4096, max_window_layers: from }: QwenWindow,
): DecoderOptions {
  const sliding = slidingLayers(config, decoder.layers, (layer) => used && layer >= from);
  if (!used || !sliding.includes(true)) return decoder;
  return { ...decoder, attention: { ...decoder.attention, window }, slidingLayers: sliding };
}
