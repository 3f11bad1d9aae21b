import { tensor } from "../../device/create-tensor.ts";
import type { NamedTensors } from "../../models/roles.ts";
import { indexSelect } from "../../ops/index-select.ts";
import { reshape } from "../../ops/reshape.ts";
import { integer, passing } from "../../options/fields.ts";
import { isTextOrTexts } from "../../options/kinds-of-values.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { ranked, softmaxRow } from "../labels/softmax-row.ts";
import { defineTask } from "../task.ts";
import { encodeTexts, encodingFields, encodingFlags } from "../texts/encode-texts.ts";
import { encoderOutputs, forwardTexts, type TextBatch } from "../texts/forward-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "fill-mask";

/** A word for a mask, as Hugging Face calls its parts. */
export interface FilledMask {
  readonly score: number;
  /** The id of the word. */
  readonly token: number;
  readonly token_str: string;
  /** The text with it. */
  readonly sequence: string;
}

/** The words for the mask of a text, the likeliest first; of a text with several masks a list for each. */
export type FilledMasks = readonly FilledMask[] | readonly (readonly FilledMask[])[];

export const fillMask = defineTask({
  name,
  description: "Words for the mask in a text",
  inputKind: "text",
  fields: {
    /** So many of the likeliest words. */
    topK: integer({ from: 1, default: 5 }),
    /** Words to choose among, instead of all; of one that is no token the first of its tokens. */
    targets: passing<string | readonly string[]>(isTextOrTexts, {
      ...{ optional: true, expected: "a word, or a list of words" },
    }),
    ...encodingFields,
  },
  flags: {
    topK: "So many of the likeliest words",
    targets: "Words to choose among, with commas between",
    ...encodingFlags,
  },
  fits: /(ForMaskedLM|ForPreTraining)$/,
  expect: (model) => void maskOf(tokenizerOf(name, model)),
  async run(model, inputs: readonly string[], settings): Promise<readonly FilledMasks[]> {
    const tokenizer = tokenizerOf(name, model);
    for (const input of inputs) expectInputText(name, "an input", input);
    const { targets: words } = settings;
    const targets = words === undefined ? undefined : targetIds([words].flat(), tokenizer);
    const encodings = encodeTexts(name, model, inputs, settings);
    const places = encodings.map((encoding) => masksIn(encoding, tokenizer));
    const most = Math.max(...places.map(({ length }) => length));
    const placesOf = new Map(encodings.map((encoding, i) => [encoding, places[i]!]));
    const rows = await forwardTexts(model, encodings, settings, (given, batch) => [
      scoresOfMasks(encoderOutputs(model, given), batch, most, placesOf),
    ]);
    return encodings.map(({ ids }, i) => {
      const scores = rows[i]![0]!; // [most, vocabSize]
      const vocabSize = scores.length / most;
      const filled = places[i]!.map((place, k) => {
        const own = softmaxRow(scores.subarray(k * vocabSize, (k + 1) * vocabSize));
        const text = { ids, place, alone: places[i]!.length === 1 };
        return wordsFor(own, text, targets, settings.topK, tokenizer);
      });
      return filled.length === 1 ? filled[0]! : filled;
    });
  },
});

/** The id of the mask. @throws TypeError of a tokenizer without one */
function maskOf(tokenizer: PretrainedTokenizer): number {
  const mask = tokenizer.specialTokenId("mask");
  if (mask !== undefined) return mask;
  throw new TypeError(`${name}: the tokenizer has no mask token, expected one such as [MASK]`);
}

/** Where a text's masks stand. @throws RangeError for a text without one */
function masksIn({ ids }: Encoding, tokenizer: PretrainedTokenizer): readonly number[] {
  const mask = maskOf(tokenizer);
  const places = ids.flatMap((id, i) => (id === mask ? [i] : []));
  if (places.length > 0) return places;
  const written = tokenizer.config.specialTokens.mask;
  throw new RangeError(`${name}: a text has no mask, expected ${written} in the place of a word`);
}

/** [batch, tokens, vocabSize] -> [batch, most, vocabSize], of the masks alone; a text with fewer has its first again. */
function scoresOfMasks(
  outputs: NamedTensors,
  { encodings, tokens }: TextBatch,
  most: number,
  placesOf: ReadonlyMap<Encoding, readonly number[]>,
): Tensor {
  const logits = (outputs.logits ?? outputs.prediction_logits)!;
  const rows = encodings.flatMap((encoding, row) => {
    const places = placesOf.get(encoding)!;
    return Array.from({ length: most }, (_, k) => row * tokens + (places[k] ?? places[0]!));
  });
  const all = reshape(logits, [-1, logits.shape.at(-1)!]);
  const chosen = indexSelect(all, 0, tensor(Int32Array.from(rows), { device: logits.device }));
  return reshape(chosen, [encodings.length, most, -1]);
}

interface MaskedText {
  readonly ids: readonly number[];
  readonly place: number;
  /** Whether it has no other masks, which stay in sight. */
  readonly alone: boolean;
}

function wordsFor(
  probabilities: Float64Array,
  { ids, place, alone }: MaskedText,
  targets: readonly number[] | undefined,
  topK: number,
  tokenizer: PretrainedTokenizer,
): readonly FilledMask[] {
  const padding = tokenizer.specialTokenId("pad");
  const among = targets?.map((id) => probabilities[id] ?? 0) ?? probabilities;
  return ranked(among, topK).map((i) => {
    const token = targets?.[i] ?? i;
    const filled = ids.with(place, token).filter((id) => id !== padding);
    return {
      ...{ score: among[i]!, token, token_str: tokenizer.decode([token]) },
      sequence: tokenizer.decode(filled, { skipSpecialTokens: alone }),
    };
  });
}

/** @throws RangeError where no word has any token */
function targetIds(words: readonly string[], tokenizer: PretrainedTokenizer): readonly number[] {
  const first = (word: string) => tokenizer.encode(word, { addSpecialTokens: false })[0];
  const ids = words.map((word) => tokenizer.tokenToId(word) ?? first(word));
  const known = ids.filter((id) => id !== undefined);
  if (known.length > 0) return [...new Set(known)];
  throw new RangeError(
    `${name}: targets are ${JSON.stringify(words)}, which have no tokens; expected at least one word`,
  );
}
