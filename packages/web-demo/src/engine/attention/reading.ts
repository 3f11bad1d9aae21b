import { noGrad, scope, type Tensor, tensor } from "@qkv/nn";
import { isDecoder, isEncoder, isEncoderDecoder } from "@qkv/nn/models";
import type { OpenedModel } from "../open-models.ts";
import type { AttentionAsk, TokenAnswer } from "../protocol.ts";

/** A text as a model reads it. */
export interface Reading {
  readonly opened: OpenedModel;
  /** Of the text; of an encoder-decoder, the source. */
  readonly ids: Int32Array;
  /** What the decoder of an encoder-decoder reads: a beginning, then the target without its end. */
  readonly target?: Int32Array;
  /** The tokens that the model is to foresee, each at the place where it is foreseen; -100 where there is none. */
  readonly labels: Int32Array;
}

/** Label of a place where nothing is to be foreseen. */
export const NOTHING = -100;

/** Most tokens of a translation that the model makes itself. */
const longestTarget = 64;

export async function read(
  opened: OpenedModel,
  { text, target }: Pick<AttentionAsk, "text" | "target">,
  signal: AbortSignal,
): Promise<Reading> {
  const { model } = opened;
  const ids = idsOf(opened, text);
  if (isDecoder(model))
    return { opened, ids, labels: Int32Array.from([...ids.subarray(1), NOTHING]) };
  if (isEncoder(model)) return { opened, ids, labels: new Int32Array(ids.length).fill(NOTHING) };
  if (!isEncoderDecoder(model))
    throw new RangeError(`a ${model.role} reads no text: expected a model that does`);
  const begin = configured(opened, "decoder_start_token_id");
  const labels = target?.trim()
    ? idsOf(opened, target)
    : await translated(opened, ids, begin, signal);
  return { opened, ids, target: Int32Array.of(begin, ...labels.subarray(0, -1)), labels };
}

function idsOf({ tokenizer }: OpenedModel, text: string): Int32Array {
  if (!tokenizer)
    throw new RangeError("the model has no tokenizer.json: expected one beside its weights");
  const ids = tokenizer.encode(text);
  if (ids.length === 0) throw new RangeError("there is no text: expected at least one token");
  return ids;
}

/** The model's own target, its end included. */
async function translated(
  opened: OpenedModel,
  ids: Int32Array,
  beginIdx: number,
  signal: AbortSignal,
): Promise<Int32Array> {
  const { model } = opened;
  if (!isEncoderDecoder(model)) throw new TypeError("expected an encoder-decoder");
  const { greedyDecode } = await import("@qkv/nn/generation");
  const endIdx = configured(opened, "eos_token_id");
  const options = { beginIdx, endIdx, maxLength: longestTarget, signal };
  const [made] = await greedyDecode(model, [[...ids]], options);
  return Int32Array.of(...made!.ids, ...(made!.finished ? [endIdx] : []));
}

function configured({ generationConfig }: OpenedModel, name: string): number {
  const value = generationConfig?.[name];
  if (typeof value === "number") return value;
  throw new RangeError(`config.json: ${name} is missing, expected an id: targets need it`);
}

export const tokensOf = ({ tokenizer }: OpenedModel, ids: Int32Array): TokenAnswer[] =>
  [...ids].map((id) => ({ id, text: tokenizer!.decode([id], { skipSpecialTokens: false }) }));

/** int32 [1, tokens] */
export const row = (ids: Int32Array): Tensor => tensor(ids).reshape(1, ids.length);

/** One pass over a text, without gradients. What it gives belongs to nobody: what is shown on the way counts. */
export const pass = (reading: Reading): void =>
  noGrad(() =>
    scope(() => {
      forward(reading);
    }),
  );

/** The model's main output for a text, in the caller's scope. */
export function forward({ opened: { model }, ids, target }: Reading): Tensor {
  if (isEncoderDecoder(model)) return model.forward(row(ids), row(target!));
  if (isDecoder(model) || isEncoder(model)) return model.forward(row(ids));
  throw new RangeError(`a ${model.role} reads no text: expected a model that does`);
}
