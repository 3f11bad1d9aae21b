import type { Model } from "../../models/roles.ts";
import {
  type DiffusionTransformer,
  isDiffusionTransformer,
} from "../../models/vision/diffusion-transformer.ts";
import { Module } from "../../module/module.ts";
import { expectInstance } from "../../options/expect-argument.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

export function expectDenoiser(model: Model): DiffusionTransformer {
  const expected = "a diffusion transformer, as qkv train --task diffusion makes it";
  expectInstance("samplePictures", "model", model, Module, expected);
  if (isDiffusionTransformer(model)) return model;
  throw new TypeError(
    `samplePictures: model is of the family ${model.modelType}, expected ${expected}`,
  );
}

/** What pictures are to show: the names of classes, or texts, whichever the model learnt from. @throws TypeError, RangeError */
export function wishesOf(
  model: DiffusionTransformer,
  given: {
    readonly classes: readonly string[] | undefined;
    readonly texts: readonly string[] | undefined;
    readonly tokenizer: PretrainedTokenizer | undefined;
  },
): readonly string[] {
  const learnt = model.options.text ? "texts" : "classes";
  const other = learnt === "texts" ? "classes" : "texts";
  const wishes = given[learnt];
  if (!wishes || given[other]) {
    const came = given[other] ? `${other} are given` : `${learnt} are missing`;
    throw new TypeError(
      `samplePictures: ${came}, expected ${learnt} alone: what pictures show this model learnt from ${learnt}`,
    );
  }
  if (learnt === "classes") for (const name of wishes) expectClass(model, name);
  else if (!given.tokenizer)
    throw new TypeError(
      "samplePictures: tokenizer is missing, expected the one in the model's folder: this model learnt from texts",
    );
  else for (const text of wishes) expectLength(model, text, given.tokenizer);
  return wishes;
}

function expectLength(
  { options }: DiffusionTransformer,
  text: string,
  tokenizer: PretrainedTokenizer,
): void {
  const { length } = tokenizer.encode(text);
  const most = options.text!.length;
  if (length <= most) return;
  throw new RangeError(
    `samplePictures: texts has ${JSON.stringify(text.slice(0, 40))} of ${length} tokens, expected at most ${most}, those around it included`,
  );
}

function expectClass({ labels }: DiffusionTransformer, name: string): void {
  if (labels.includes(name)) return;
  throw new RangeError(
    `samplePictures: classes has ${JSON.stringify(name.slice(0, 40))}, expected one of ${labels.slice(0, 12).join(", ")}`,
  );
}
