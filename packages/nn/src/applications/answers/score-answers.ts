import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Decoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { argmax } from "../../ops/argmax.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import { answerBatch, type EncodedAnswer } from "./answer-batch.ts";

export interface AnswerScoring extends ScoringOptions {
  readonly model: Decoder;
  readonly paddingIdx: number;
  readonly batchSize: number;
}

export interface AnswerScore {
  /** Mean nats of a token of the answers. */
  readonly loss: number;
  /** The likeliest token at each place of each answer, the places before it being right. */
  readonly told: readonly (readonly number[])[];
  /** Whether decoding greedily gives the answer: all of its tokens are the likeliest behind those before them. */
  readonly exact: readonly boolean[];
}

/** What a decoder would answer, in one pass over question and answer rather than token by token. */
export async function scoreAnswers(
  examples: readonly EncodedAnswer[],
  { model, paddingIdx, batchSize, signal, onProgress }: AnswerScoring,
): Promise<AnswerScore> {
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  const told: (readonly number[])[] = [];
  let [nats, counted] = [0, 0];
  for (let start = 0; start < examples.length; start += batchSize) {
    signal?.throwIfAborted();
    const some = examples.slice(start, start + batchSize);
    const batch = answerBatch(some, { paddingIdx, device: model.device });
    const [likeliest, loss] = inference(() =>
      noGrad(() =>
        scope(() => {
          const logits = model.forward(batch.ids);
          return [argmax(logits, -1), crossEntropy(logits, batch.targets)] as const;
        }),
      ),
    );
    const best = await likeliest.data();
    nats += (await loss.data())[0]! * batch.counted;
    counted += batch.counted;
    const width = batch.ids.shape[1]!;
    for (const [row, { ids, from }] of some.entries())
      told.push([...best.subarray(row * width + from - 1, row * width + ids.length - 1)]);
    for (const one of [likeliest, loss, batch.ids, batch.targets]) one.dispose();
    onProgress?.(start + some.length, examples.length);
    await yielder.turn();
  }
  const exact = examples.map(({ ids, from }, i) =>
    told[i]!.every((id, place) => id === ids[from + place]),
  );
  return { loss: nats / counted, told, exact };
}
