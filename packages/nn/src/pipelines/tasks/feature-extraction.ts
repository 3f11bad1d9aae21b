import { tensor } from "../../device/create-tensor.ts";
import { flag, oneOf } from "../../options/fields.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import { type EmbeddingSettings, embedEncodings } from "../embeddings/embed-encodings.ts";
import {
  type EmbeddingPooling,
  embeddingFields,
  embeddingFlags,
  poolingNames,
} from "../embeddings/embedding-options.ts";
import { expectStates, hiddenStates, readsText } from "../embeddings/hidden-states.ts";
import { ofLengthOne } from "../embeddings/length-one.ts";
import { defineTask } from "../task.ts";
import type { ReadyModel } from "../task-model.ts";
import { encodeTexts, encodingFields, encodingFlags } from "../texts/encode-texts.ts";
import { type Batching, forwardTexts } from "../texts/forward-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "feature-extraction";

/** Of the tokens of a text as Hugging Face has them, [1, tokens, width]; or one vector, [width]; or either as a tensor. */
export type Features = readonly (readonly (readonly number[])[])[] | readonly number[] | Tensor;

/** The vectors that a model makes of a text, before its head. */
export const featureExtraction = defineTask({
  name,
  description: "The vectors of a text's tokens, or one of the text",
  inputKind: "text",
  fields: {
    /** How one vector is made of those of the tokens: "none" gives them all, "model" does as its modules.json says. */
    pooling: oneOf(["none", "model", ...poolingNames], { default: "none" }),
    normalize: embeddingFields.normalize,
    /** Tensors, which are the caller's to dispose, instead of arrays. */
    returnTensors: flag({ default: false }),
    ...encodingFields,
  },
  flags: {
    pooling: `${embeddingFlags.pooling}; model as it was trained; none gives those of all tokens`,
    normalize: embeddingFlags.normalize,
    ...encodingFlags,
  },
  fits: readsText,
  expect(model) {
    tokenizerOf(name, model);
    expectStates(name, model);
  },
  async run(model, inputs: readonly string[], settings): Promise<readonly Features[]> {
    for (const input of inputs) expectInputText(name, "an input", input);
    const encodings = encodeTexts(name, model, inputs, settings);
    const { pooling, returnTensors, ...others } = settings;
    const found =
      pooling === "none"
        ? await ofTokens(model, encodings, settings)
        : await ofTexts(model, encodings, { ...others, pooling });
    const { device } = model.model;
    return found.map((one) =>
      returnTensors ? tensor(one.values, { shape: one.shape, device }) : nested(one),
    );
  },
});

interface Values {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

async function ofTokens(
  model: ReadyModel,
  encodings: readonly Encoding[],
  settings: Batching & { readonly normalize: boolean },
): Promise<readonly Values[]> {
  const width = { of: 0 };
  const rows = await forwardTexts(model, encodings, settings, (inputs) => {
    const hidden = hiddenStates(name, model.model, inputs); // [batch, tokens, width]
    width.of = hidden.shape[2]!;
    return [settings.normalize ? ofLengthOne(hidden) : hidden];
  });
  return rows.map(([row], i) => {
    const { length } = encodings[i]!;
    return { values: row!.slice(0, length * width.of), shape: [1, length, width.of] };
  });
}

async function ofTexts(
  model: ReadyModel,
  encodings: readonly Encoding[],
  {
    pooling,
    ...settings
  }: Omit<EmbeddingSettings, "pooling"> & {
    readonly pooling: EmbeddingPooling | "model";
  },
): Promise<readonly Values[]> {
  const chosen = pooling === "model" ? undefined : pooling;
  const rows = await embedEncodings(name, model, encodings, { ...settings, pooling: chosen });
  return rows.map((values) => ({ values, shape: [values.length] }));
}

/** [width] or [1, tokens, width], as arrays. */
function nested({ values, shape: [one, tokens, width] }: Values): Features {
  if (tokens === undefined || width === undefined) return [...values];
  const row = (i: number) => [...values.subarray(i * width, (i + 1) * width)];
  return Array.from({ length: one! }, () => Array.from({ length: tokens }, (_, i) => row(i)));
}
