import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Encoder, Model, NamedTensors } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { ReadyModel } from "../task-model.ts";

/** Texts that are computed side by side, padded on the right to one length. */
export interface TextBatch {
  readonly encodings: readonly Encoding[];
  /** Tokens of each, padding included. */
  readonly tokens: number;
}

/** How many texts are computed side by side, and what stops that. */
export interface Batching {
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a model makes of a batch: tensors with the batch first, of which each text has as many values. */
export type ComputeTexts = (inputs: NamedTensors, batch: TextBatch) => readonly Tensor[];

/** What a model makes of texts, in batches, in a scope and in inference mode: of each text its part of each tensor. */
export async function forwardTexts(
  { model, tokenizer, config }: ReadyModel,
  encodings: readonly Encoding[],
  { batchSize, signal }: Batching,
  compute: ComputeTexts,
): Promise<readonly (readonly Float32Array[])[]> {
  const padding = paddingId(tokenizer, config);
  const inference = inferenceOf(model);
  const yielder = new Yielder();
  const rows: Float32Array[][] = [];
  for (const batch of batchesOf(encodings, batchSize, padding)) {
    signal?.throwIfAborted();
    const picked = inference(() =>
      noGrad(() =>
        scope(() =>
          compute(inputsOf(model, batch, padding), { encodings: batch, tokens: longest(batch) }),
        ),
      ),
    );
    try {
      const values = await Promise.all(picked.map((one) => one.data()));
      const rowOf = (all: ArrayLike<number>, row: number): Float32Array => {
        const size = all.length / batch.length;
        return Float32Array.from({ length: size }, (_, i) => all[row * size + i]!);
      };
      rows.push(...batch.map((_, row) => values.map((all) => rowOf(all, row))));
    } finally {
      for (const one of picked) one.dispose();
    }
    await yielder.turn();
  }
  return rows;
}

/** The id that fills up shorter texts. */
export function paddingId(
  tokenizer: ReadyModel["tokenizer"],
  config: Readonly<Record<string, unknown>>,
): number | undefined {
  const { pad_token_id: own } = config;
  return typeof own === "number" && own >= 0 ? own : tokenizer?.specialTokenId("pad");
}

/** In their order; without an id for padding only texts of one length are together. */
function* batchesOf(
  encodings: readonly Encoding[],
  size: number,
  padding: number | undefined,
): Generator<readonly Encoding[], void, void> {
  let batch: Encoding[] = [];
  for (const encoding of encodings) {
    const fits = padding !== undefined || batch.every(({ length }) => length === encoding.length);
    if (batch.length === size || !fits) {
      yield batch;
      batch = [];
    }
    batch.push(encoding);
  }
  if (batch.length > 0) yield batch;
}

const longest = (encodings: readonly Encoding[]): number =>
  Math.max(...encodings.map(({ length }) => length));

/** { input_ids, attention_mask } int32 [batch, tokens], and token_type_ids where the model reads such. */
function inputsOf(model: Model, encodings: readonly Encoding[], padding = 0): NamedTensors {
  const { device } = model;
  const tokens = longest(encodings);
  const matrix = (of: (encoding: Encoding) => readonly number[], filling = 0): Tensor => {
    const values = new Int32Array(encodings.length * tokens).fill(filling);
    for (const [row, encoding] of encodings.entries()) values.set(of(encoding), row * tokens);
    return tensor(values, { shape: [encodings.length, tokens], device });
  };
  const texts = "tokenTypes" in model ? (model.tokenTypes ?? 1) : 1;
  return {
    input_ids: matrix(({ ids }) => ids, padding),
    attention_mask: matrix(({ attentionMask }) => attentionMask),
    ...(texts > 1 ? { token_type_ids: matrix(({ typeIds }) => typeIds) } : {}),
  };
}

/** What an encoder gives, by Hugging Face's names. */
export const encoderOutputs = ({ model }: ReadyModel, inputs: NamedTensors): NamedTensors =>
  (model as Encoder).forwardNamed(inputs);
