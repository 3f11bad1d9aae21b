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

test("a training with validations leaves it frozen too, and a model that is all in inference mode", async () => {
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
  expect(frozen(model)).toEqual([...model.namedModules()].map(([path]) => path));
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

test("two generations at once run without dropout to their ends, and a training in between with it", async () => {
  const tokenizer = CharacterTokenizer.train("ab");
  const options = { vocabSize: 2, contextLength: 8, layers: 1, heads: 1, dModel: 4, dropout: 0.5 };
  const model = new Gpt(options);
  const text = async (seed: number, maxNewTokens: number) =>
    (await generate(model, tokenizer, "ab", { seed, maxNewTokens })).text;
  const alone = [await text(1, 20), await text(2, 3)];
  const modes: boolean[] = [];
  const watching = (async () => {
    for (let turn = 0; turn < 10; turn++) {
      modes.push(model.training);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  })();
  expect(await Promise.all([text(1, 20), text(2, 3)])).toEqual(alone);
  await watching;
  expect(modes).not.toContain(false);
  expect(frozen(model)).toEqual([]);
});

test("of overlapping evaluations the last gives the modes back", async () => {
  const model = aFrozenBlock();
  const before = frozen(model);
  const ends: (() => void)[] = [];
  const [first, second] = [0, 1].map(() =>
    evaluating(model, () => new Promise<void>((resolve) => ends.push(resolve))),
  );
  ends[0]!();
  await first;
  expect(model.training).toBe(false);
  ends[1]!();
  await second;
  expect(frozen(model)).toEqual(before);
});

test("sources of any lengths are padded, and decode as they do alone", async () => {
  const sizes = { sourceVocabSize: 9, targetVocabSize: 7, dModel: 8, nhead: 2, dimFeedforward: 8 };
  const pairs = new Seq2Seq({ ...sizes, numEncoderLayers: 1, numDecoderLayers: 1 });
  const options = { beginIdx: 1, endIdx: 2, maxLength: 5 };
  const sources = [[3, 4, 5, 6], [7], [8, 3]];
  const together = await greedyDecode(pairs, sources, options);
  const alone = [];
  for (const source of sources) alone.push(...(await greedyDecode(pairs, [source], options)));
  expect(together).toEqual(alone);
  expect(await greedyDecode(pairs, [], options)).toEqual([]);
  await expect(greedyDecode(pairs, [[3], []], options)).rejects.toThrow("sources[1] is empty");
});
