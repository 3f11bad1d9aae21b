import { padSequences } from "../../data/sequence-batch.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** A model is told nothing of what a picture shows: what guidance compares with. */
export const NOTHING = "";

/** What a model is told of pictures, a class's name or a text for each, as the tensors that it takes. */
export type ToldTensors = (told: readonly string[]) => NamedTensors;

/** By the kind of a model; one of texts needs the tokenizer that it learnt with. */
export function toldTensors(
  { labels, options, device }: DiffusionTransformer,
  tokenizer: PretrainedTokenizer | undefined,
): ToldTensors {
  const { text } = options;
  if (!text || !tokenizer)
    return (told) => ({
      class_labels: tensor(
        Int32Array.from(told, (name) => (name === NOTHING ? labels.length : labels.indexOf(name))),
        { device },
      ),
    });
  const paddingIdx = tokenizer.specialTokenId("pad") ?? 0;
  const known = new Map<string, readonly number[]>();
  const idsOf = (said: string): readonly number[] => {
    const ids = known.get(said) ?? [...tokenizer.encode(said, truncation(text.length))];
    if (known.size < MOST_KNOWN) known.set(said, ids);
    return ids;
  };
  return (told) => {
    const rows = told.map(idsOf);
    const mask = rows.map((row) => row.map(() => 1));
    return {
      input_ids: padSequences(rows, { paddingIdx, device }),
      attention_mask: padSequences(mask, { paddingIdx: 0, device }),
    };
  };
}

/** Texts whose ids are kept: few are said often. */
const MOST_KNOWN = 10_000;

const truncation = (maxLength: number) => ({ truncation: { maxLength } });
