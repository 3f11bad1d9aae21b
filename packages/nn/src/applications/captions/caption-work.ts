import { noGrad } from "../../autograd/grad-mode.ts";
import { DataLoader } from "../../data/data-loader.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Transcriber } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { argmax } from "../../ops/argmax.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { scope } from "../../tensor/scope.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { brightnessIn } from "../pictures/picture-processor.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { type CaptionBatch, captionBatch } from "./caption-batch.ts";
import { END } from "./caption-config.ts";
import type { CaptionedPicture } from "./made-scenes.ts";
import { seenTokens } from "./seen-tokens.ts";

export interface CaptionWorkParts extends Described {
  readonly model: Transcriber;
  readonly settings: ApplicationTraining;
}

/** Batches, losses and figures of a model that says what pictures show. */
export function captionWork(
  parts: CaptionWorkParts,
): Work<DataParts<CaptionedPicture>, CaptionBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed } = settings;
  const tokenizer = tokenizerOf(parts);
  const brightness = brightnessIn(parts.files);
  const { decoder } = parts.config as { readonly decoder: { readonly n_positions: number } };
  const encode = ({ label }: CaptionedPicture): readonly number[] => {
    const ids = [...tokenizer.encode(label)];
    if (ids.length < decoder.n_positions) return ids;
    throw new RecipeError(
      `the caption ${JSON.stringify(label.slice(0, 40))} has ${ids.length} tokens, expected fewer than ${decoder.n_positions}`,
    );
  };
  const batchOf = (some: readonly CaptionedPicture[]): CaptionBatch =>
    captionBatch(some, some.map(encode), { ...brightness, device: model.device });

  /** The likeliest token at each place, the places before it being right: greedy decoding is right where all are. */
  async function told(pictures: readonly CaptionedPicture[], options: ScoringOptions) {
    const yielder = new Yielder();
    const inference = inferenceOf(model);
    const captions: (readonly number[])[] = [];
    let [nats, counted] = [0, 0];
    for (let start = 0; start < pictures.length; start += batchSize) {
      options.signal?.throwIfAborted();
      const some = pictures.slice(start, start + batchSize);
      const batch = batchOf(some);
      const [likeliest, loss] = inference(() =>
        noGrad(() =>
          scope(() => {
            const logits = model.forward(batch.pixels, batch.ids);
            return [argmax(logits, -1), crossEntropy(logits, batch.targets)] as const;
          }),
        ),
      );
      const ids = await likeliest.data();
      nats += (await loss.data())[0]! * batch.counted;
      counted += batch.counted;
      const width = batch.ids.shape[1]!;
      for (const [row, picture] of some.entries())
        captions.push([...ids.subarray(row * width, row * width + encode(picture).length + 1)]);
      for (const one of [likeliest, loss, batch.pixels, batch.ids, batch.targets]) one.dispose();
      options.onProgress?.(start + some.length, pictures.length);
      await yielder.turn();
    }
    const exact = pictures.map((picture, i) =>
      [...encode(picture), END].every((id, place) => captions[i]![place] === id),
    );
    return { loss: nats / counted, captions, exact };
  }

  return {
    batches: ({ training }) =>
      new DataLoader<CaptionedPicture, CaptionBatch>(training, {
        ...{ batchSize, seed, shuffle: true, collate: batchOf },
      }),
    loss: ({ pixels, ids, targets }) => crossEntropy(model.forward(pixels, ids), targets),
    targetsIn: ({ counted }) => counted,
    async score(data, { part, examples, ...options }) {
      const { loss, exact } = await told(data[part].slice(0, examples), options);
      return { loss, figures: { exact: exact.filter(Boolean).length / exact.length } };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const pictures = data[part].slice(0, 500);
      const { captions, exact } = await told(pictures, options);
      const shown = pictures.map(({ label, ...picture }, i) => ({
        ...{ ...picture, right: exact[i]! },
        caption: exact[i]
          ? label
          : `${label}; told ${tokenizer.decode(captions[i]!.filter((id) => id !== END))}`,
      }));
      const wrong = shown.filter(({ right }) => !right).slice(0, examples >> 1);
      const right = shown.filter((one) => one.right).slice(0, examples - wrong.length);
      const [first] = pictures;
      const ids = encode(first!);
      const words = ids.map((id) => tokenizer.decode([id]));
      return [
        { kind: "pictures", title: "Told right, and wrong", pictures: [...right, ...wrong] },
        {
          kind: "pictures",
          title: "Where it looks as it says each word",
          pictures: await seenTokens(model, first!, { ...brightness, ids, words }),
        },
      ];
    },
  };
}
