import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Encoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import { entityBatch } from "./entity-batch.ts";
import type { WordPieces } from "./word-pieces.ts";

export interface Tagging extends ScoringOptions {
  readonly model: Encoder;
  readonly pieces: WordPieces;
  readonly paddingIdx: number;
  readonly batchSize: number;
}

/** What a model says of each word of a sentence: the logits of its first piece, [words][labels]. */
export async function tagSentences(
  sentences: readonly (readonly string[])[],
  { model, pieces, paddingIdx, batchSize, signal, onProgress }: Tagging,
): Promise<readonly (readonly Float32Array[])[]> {
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  const found = sentences.map((words): Float32Array[] => new Array(words.length));
  const windows = sentences
    .flatMap((words, sentence) => pieces.windows(words).map((one) => ({ ...one, sentence })))
    .sort((a, b) => a.ids.length - b.ids.length); // little is padding
  for (let start = 0; start < windows.length; start += batchSize) {
    signal?.throwIfAborted();
    const some = windows.slice(start, start + batchSize);
    using logits = inference(() =>
      noGrad(() =>
        scope(() => {
          const { labels: _, ...inputs } = entityBatch(
            some.map(({ ids }) => ({ ids, labels: [] })),
            { paddingIdx, device: model.device },
          );
          return model.forwardNamed(inputs).logits!; // [windows, pieces, labels]
        }),
      ),
    );
    const [, width, labels] = logits.shape as readonly [number, number, number];
    const scores = await logits.data();
    for (const [row, { words, sentence }] of some.entries())
      for (const [i, word] of words.entries()) {
        if (word < 0 || word === words[i - 1]) continue;
        const at = (row * width + i) * labels;
        found[sentence]![word] = Float32Array.from(scores.subarray(at, at + labels));
      }
    onProgress?.(start + some.length, windows.length);
    await yielder.turn();
  }
  return found;
}
