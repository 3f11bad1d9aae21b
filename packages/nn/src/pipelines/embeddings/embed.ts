import type { Model } from "../../models/roles.ts";
import { Module } from "../../module/module.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import { describeValue } from "../../options/describe-value.ts";
import { instance } from "../../options/fields.ts";
import { addedEncoding, type Encoding } from "../../tokenizers/encoding/encoding.ts";
import { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { callFields } from "../call-options.ts";
import { type GivenModel, type ReadyModel, readyModel } from "../task-model.ts";
import { encodeTexts, encodingFields } from "../texts/encode-texts.ts";
import { embedEncodings } from "./embed-encodings.ts";
import { embeddingFields } from "./embedding-options.ts";

const embedOptions = defineOptions("embed", {
  ...embeddingFields,
  ...encodingFields,
  /** Of a model that is given without one. */
  tokenizer: instance(PretrainedTokenizer, { optional: true }),
  ...callFields,
});

/** Options of `embed`. */
export type EmbedOptions = Given<typeof embedOptions>;

/** A text, or the ids of one. */
export type TextOrIds = string | readonly number[];

/**
 * A vector for each text: what sentence-transformers' modules.json lists beside the model where it has that, else the mean,
 * the first, the largest or the last of its tokens' vectors. Of an encoder-decoder they are the encoder's. Of equal texts the
 * vectors are equal, whoever is in their batch, but for rounding.
 *
 * ```ts
 * const [one, other] = await embed(await fromPretrained(folder), ["A day.", "A night."], { normalize: true });
 * ```
 *
 * @throws OptionError for options that there are not; RangeError for a text without tokens or with more than the model takes
 */
export async function embed(
  model: Model | GivenModel,
  texts: readonly TextOrIds[],
  options: EmbedOptions = {},
): Promise<Float32Array[]> {
  const { tokenizer, signal, onProgress, ...settings } = embedOptions.complete(options);
  const given = readyModel("embed", model instanceof Module ? { model } : model);
  const reader: ReadyModel = tokenizer ? { ...given, tokenizer } : given;
  if (!Array.isArray(texts))
    throw new TypeError(
      `embed: texts are ${describeValue(texts)}, expected a list of texts, or of ids`,
    );
  const encodings = texts.map((text) => encodingOf(reader, text, settings));
  const vectors: Float32Array[] = [];
  const { batchSize } = settings;
  for (let done = 0; done < encodings.length; ) {
    const batch = encodings.slice(done, done + batchSize);
    vectors.push(...(await embedEncodings("embed", reader, batch, { ...settings, signal })));
    done += batch.length;
    onProgress?.(done, encodings.length);
  }
  return vectors;
}

function encodingOf(
  model: ReadyModel,
  text: TextOrIds,
  settings: Parameters<typeof encodeTexts>[3],
): Encoding {
  if (typeof text === "string") return encodeTexts("embed", model, [text], settings)[0]!;
  const isIds =
    Array.isArray(text) &&
    text.length > 0 &&
    text.every((id) => Number.isSafeInteger(id) && id >= 0);
  if (!isIds)
    throw new TypeError(
      `embed: a text is ${describeValue(text)}, expected text, or an array of ids`,
    );
  const plain = addedEncoding(
    text,
    text.map(() => ""),
    0,
  );
  return plain.with({ specialTokensMask: text.map(() => 0) });
}
