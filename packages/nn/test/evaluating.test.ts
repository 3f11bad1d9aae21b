import { expect, test } from "vitest";
import { evaluateLanguageModel } from "../src/evaluation/evaluate-language-model.ts";
import { generate } from "../src/generation/generate.ts";
import { greedyDecode } from "../src/generation/greedy-decode.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { evaluating } from "../src/module/evaluating.ts";
import type { Module } from "../src/module/module.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { tinyTraining, tokens } from "./tiny-training.ts";

/** Paths of the modules in inference mode. */
const frozen = (model: Module): string[] =>
  [...model.namedModules()].flatMap(([path, { training }]) => (training ? [] : [path]));

const aFrozenBlock = (): Gpt => {
  const model = new Gpt({ vocabSize: 2, contextLength: 8, layers: 2, heads: 1, dModel: 4 });
  model.backbone.blocks.at(1).eval();
  return model;
};

test("generation, decoding and evaluation leave a part that was frozen in inference mode frozen", async () => {
  const model = aFrozenBlock();
  const before = frozen(model);
  expect(before).toContain("transformer.h.1.mlp");
  expect(before).not.toContain("transformer.h.0.mlp");
  await generate(model, CharacterTokenizer.train("ab"), "a", { maxNewTokens: 2 });
  expect(frozen(model)).toEqual(before);
  await evaluateLanguageModel(model, Int32Array.of(0, 1, 0, 1, 1), { contextLength: 2 });
  expect(frozen(model)).toEqual(before);
  const sizes = { sourceVocabSize: 5, targetVocabSize: 5, dModel: 4, nhead: 1, dimFeedforward: 4 };
  const pairs = new Seq2Seq({ ...sizes, numEncoderLayers: 1, numDecoderLayers: 1 });
  pairs.sourceEmbedding.eval();
  await greedyDecode(pairs, [[3]], { beginIdx: 1, endIdx: 2, maxLength: 2 });
  expect(frozen(pairs)).toEqual(["source_embedding"]);
});

test("a training with validations leaves it frozen too, and wakes a model that is all in inference mode", async () => {
  const { model, trainer } = tinyTraining({
    validation: {
      every: 1,
      loss: async () => (await evaluateLanguageModel(model, tokens, { contextLength: 8 })).loss,
    },
  });
  model.backbone.norm.eval();
  await trainer.fit({ steps: 2 });
  expect(frozen(model)).toEqual(["transformer.ln_f"]);
  model.eval();
  await trainer.fit({ steps: 3 });
  expect(frozen(model)).toEqual([]);
});

test("modes are given back when the body throws", async () => {
  const model = aFrozenBlock();
  const before = frozen(model);
  const failing = evaluating(model, () => {
    expect(model.backbone.training).toBe(false);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(frozen(model)).toEqual(before);
});
