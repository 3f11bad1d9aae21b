import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Encoder, NamedTensors } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { TaskModel } from "../task-model.ts";

/** Texts that are computed side by side, padded on the right to one length. */
export interface TextBatch {
  readonly encodings: readonly Encoding[];
  /** Tokens of each, padding included. */
  readonly tokens: number;
  /** int32 [batch, tokens]: 1 of tokens, 0 of padding. */
  readonly attentionMask: Tensor;
}

interface Batching {
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a model makes of texts, in batches: of each text its rows of what `pick` takes out of the outputs, one after another.
 * `pick` runs in a scope, in inference mode; its tensors have the batch first, and the same number of values for each text.
 */
export async function forwardTexts(
  { model, tokenizer, config }: Pick<TaskModel, "model" | "tokenizer" | "config">,
  encodings: readonly Encoding[],
  { batchSize, signal }: Batching,
  pick: (outputs: NamedTensors, batch: TextBatch) => readonly Tensor[],
): Promise<readonly (readonly Float32Array[])[]> {
  const padding = paddingId(tokenizer, config);
  const inference = inferenceOf(model);
  const yielder = new Yielder();
  const rows: Float32Array[][] = [];
  for (const batch of batchesOf(encodings, batchSize, padding)) {
    signal?.throwIfAborted();
    const picked = inference(() =>
      noGrad(() => scope(() => computed(model as Encoder, batch, padding ?? 0, pick))),
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
  tokenizer: TaskModel["tokenizer"],
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

function computed(
  model: Encoder,
  encodings: readonly Encoding[],
  padding: number,
  pick: (outputs: NamedTensors, batch: TextBatch) => readonly Tensor[],
): readonly Tensor[] {
  const { device } = model;
  const tokens = Math.max(...encodings.map(({ length }) => length));
  const matrix = (of: (encoding: Encoding) => readonly number[], filling: number): Tensor => {
    const values = new Int32Array(encodings.length * tokens).fill(filling);
    for (const [row, encoding] of encodings.entries()) values.set(of(encoding), row * tokens);
    return tensor(values, { shape: [encodings.length, tokens], device });
  };
  const attentionMask = matrix((one) => one.attentionMask, 0);
  const outputs = model.forwardNamed({
    input_ids: matrix((one) => one.ids, padding),
    attention_mask: attentionMask,
    ...((model.tokenTypes ?? 0) > 1 ? { token_type_ids: matrix((one) => one.typeIds, 0) } : {}),
  });
  return pick(outputs, { encodings, tokens, attentionMask });
}
