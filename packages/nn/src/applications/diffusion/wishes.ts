import { nearestHint } from "@qkv/core-wasm/contract";
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
  if (learnt === "texts" && !given.tokenizer)
    throw new TypeError(
      "samplePictures: tokenizer is missing, expected the one in the model's folder: this model learnt from texts",
    );
  for (const wish of wishes)
    expectWish(model, wish, given.tokenizer, `samplePictures: ${learnt} has`);
  return wishes;
}

/** @throws RangeError that begins with `named` for the name of no class, and for a text of more tokens than the model takes */
export function expectWish(
  model: DiffusionTransformer,
  wish: string,
  tokenizer: PretrainedTokenizer | undefined,
  named: string,
): void {
  const shown = `${named} ${JSON.stringify(wish.slice(0, 40))}`;
  const { labels, options } = model;
  if (!options.text || !tokenizer) {
    if (labels.includes(wish)) return;
    throw new RangeError(`${shown}, expected one of ${listed(labels)}${nearestHint(wish, labels)}`);
  }
  const { length } = tokenizer.encode(wish);
  const most = options.text.length;
  if (length <= most) return;
  throw new RangeError(
    `${shown} of ${length} tokens, expected at most ${most}, those around it included`,
  );
}

/** Names that a message lists at most. */
const LISTED = 100;

const listed = (names: readonly string[]): string =>
  names.length <= LISTED
    ? names.join(", ")
    : `${names.slice(0, LISTED).join(", ")} and ${names.length - LISTED} more`;
