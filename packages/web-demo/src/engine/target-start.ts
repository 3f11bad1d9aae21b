import type { OpenedModel } from "./open-models.ts";

/** The id that an encoder-decoder's target begins with, where its folder says it; undefined of other models. */
export function targetStart({ model, generationConfig = {} }: OpenedModel): number | undefined {
  if (model.role !== "encoder-decoder") return undefined;
  const { decoder_start_token_id, bos_token_id } = generationConfig;
  const start = decoder_start_token_id ?? bos_token_id;
  return typeof start === "number" ? start : undefined;
}
