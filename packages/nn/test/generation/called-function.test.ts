import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type GenerateOptions,
  type GeneratingModel,
  generate,
  generateStream,
} from "../../src/generation/generate.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import type { WithConfigNames } from "../../src/generation/generation-config.ts";
import { greedyDecode } from "../../src/generation/greedy-decode.ts";
import type { Prompts } from "../../src/generation/steps/prompts.ts";
import { Seq2Seq } from "../../src/models/encoder-decoder/seq2seq.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import type { ConditionalGeneration } from "../../src/models/heads/conditional-generation.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";

let models: Readonly<Record<"decoder" | "conditional" | "pairs", GeneratingModel & Disposable>>;

beforeAll(() => {
  const sizes = { dModel: 4, nhead: 2, dimFeedforward: 8 };
  const layers = { numEncoderLayers: 1, numDecoderLayers: 1 };
  models = {
    decoder: new Gpt({ vocabSize: 8, contextLength: 8, layers: 1, heads: 2, dModel: 4 }),
    conditional: modelFromConfig({
      ...{ model_type: "t5", vocab_size: 8, d_model: 4, d_kv: 2, d_ff: 8, num_heads: 2 },
      ...{ num_layers: 1, num_decoder_layers: 1 },
    }) as ConditionalGeneration,
    pairs: new Seq2Seq({ sourceVocabSize: 8, targetVocabSize: 8, ...sizes, ...layers }),
  };
  for (const model of Object.values(models)) model.eval();
});
afterAll(() => {
  for (const model of Object.values(models)) model.dispose();
});

type Called = (model: never, prompts: never, options: never) => Promise<unknown>;
const functions: readonly (readonly [string, Called])[] = [
  ["generate", async (...given) => generate(...given)],
  ["generateStream", async (...given) => (generateStream(...given) as AsyncGenerator).next()],
  ["generateIds", async (...given) => generateIds(...given)],
];

const ids = [[1, 2]];
const long = { maxNewTokens: 2, decoderStartTokenId: 1 };
const wrong: readonly (readonly [keyof typeof models, Prompts, object, string])[] = [
  ["decoder", { ids: [[1], [1, 2]] }, {}, "ids have 1, 2 tokens"],
  ["decoder", { ids: [] }, {}, "ids have no tokens"],
  ["decoder", { ids: 3 as never }, {}, "ids is 3"],
  ["decoder", { ids: [[]] }, { batchSize: 1 }, "ids have one without tokens"],
  ["decoder", { ids, begun: ids }, {}, "begun is given, and the model has no encoder"],
  ["decoder", { ids, idz: ids } as Prompts, {}, "unknown option idz"],
  ["decoder", { ids, attentionMask: [[1, 0]] }, { batchSize: 1 }, "attentionMask[0] is no padding"],
  ["decoder", { ids }, { maxLength: 2 }, "maxLength is 2, expected more than the 2 tokens"],
  ["decoder", { ids }, { maxNewTokns: 2 }, "unknown option maxNewTokns"],
  ["decoder", { ids }, { max_nw_tokens: 2 }, "max_nw_tokens is 2, which is not understood"],
  ["decoder", { ids }, { penalty_alpha: 0.6 }, "penalty_alpha is 0.6"],
  ["decoder", { ids }, { temperature: 0 }, "temperature is 0"],
  ["decoder", { ids }, { numReturnSequences: 2 }, "numReturnSequences is 2 without doSample"],
  ["decoder", { ids }, { seed: [1, 2] }, "seed has 2 numbers"],
  ["decoder", { ids }, { logitsProcessors: [forbidAll] }, "none of the 8 logits"],
  ["conditional", { ids }, { maxNewTokens: 2 }, "decoderStartTokenId is missing"],
  ["conditional", { ids }, { ...long, batchSize: 1 }, "batchSize is for decoders"],
  ["conditional", { ids }, { ...long, guidanceScale: 2 }, "guidanceScale is for decoders"],
  ["conditional", { ids: [[1], [1, 2]] }, long, "ids have 1, 2 tokens"],
  ["conditional", { ids, attentionMask: [[]] }, long, "attentionMask have 0 tokens"],
  ["conditional", { ids, begun: [[]] }, long, "begun have 0 tokens"],
  ["conditional", { inputs: 3 as never }, long, "inputs is 3"],
  ["pairs", { ids, attentionMask: [[1, 1]] }, long, "the model pads its sources itself"],
  ["pairs", { ids: [[]] }, long, "ids have one without tokens"],
  [
    "pairs",
    { ids },
    { ...long, outputAttentions: true },
    "outputAttentions and outputHiddenStates",
  ],
];

function forbidAll(scores: Float64Array): void {
  scores.fill(-Infinity);
}

describe.each(functions)("an error of %s names it", (name, call) => {
  test.each(wrong)("%s %j %j: %s", async (model, prompts, options, message) => {
    await expect(call(models[model] as never, prompts as never, options as never)).rejects.toThrow(
      `${name}: ${message}`,
    );
  });
});

test("an error of a text names generate or generateStream, of targets greedyDecode", async () => {
  const { decoder, pairs } = models;
  const tokenizer = CharacterTokenizer.train("abcdefgh");
  const refused: readonly (readonly [string, WithConfigNames<GenerateOptions>, string])[] = [
    ["", {}, "the prompt is empty"],
    ["a", { temperature: -1 }, "temperature is -1"],
    ["a", { stop: [""] }, 'stop is [""]'],
    ["a", { maxLength: 1 }, "maxLength is 1"],
    ["a", { logitsProcessors: [forbidAll] }, "none of the 8 logits"],
  ];
  for (const [prompt, options, message] of refused) {
    await expect(generate(decoder, tokenizer, prompt, options)).rejects.toThrow(
      `generate: ${message}`,
    );
    await expect(async () =>
      generateStream(decoder, tokenizer, prompt, options).next(),
    ).rejects.toThrow(`generateStream: ${message}`);
  }
  const given = { beginIdx: 1, endIdx: 2, maxLength: 3, signal: AbortSignal.abort(new Error("x")) };
  await expect(greedyDecode(pairs as Seq2Seq, [[1]], given)).rejects.toThrow("x");
});
