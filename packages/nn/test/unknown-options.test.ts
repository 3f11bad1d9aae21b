import { describe, expect, test } from "vitest";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { zeros } from "../src/device/create-tensor.ts";
import { evaluateLanguageModel } from "../src/evaluation/evaluate-language-model.ts";
import { evaluateSequenceModel } from "../src/evaluation/evaluate-sequence-model.ts";
import { generate } from "../src/generation/generate.ts";
import { greedyDecode } from "../src/generation/greedy-decode.ts";
import { AvgPool2d } from "../src/layers/avg-pool2d.ts";
import { BatchNorm1d, BatchNorm2d } from "../src/layers/batch-norm.ts";
import { Conv1d } from "../src/layers/conv1d.ts";
import { Dropout } from "../src/layers/dropout.ts";
import { GELU } from "../src/layers/gelu.ts";
import { GroupNorm } from "../src/layers/group-norm.ts";
import { LayerNorm } from "../src/layers/layer-norm.ts";
import { Linear } from "../src/layers/linear.ts";
import { RMSNorm } from "../src/layers/rms-norm.ts";
import { Softplus } from "../src/layers/softplus.ts";
import { MSELoss } from "../src/losses/mse-loss.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { gelu } from "../src/ops/gelu.ts";
import { constantFactorSchedule } from "../src/optim/lr-scheduler/constant-lr.ts";
import { InverseSquareRootLR } from "../src/optim/lr-scheduler/inverse-square-root-lr.ts";
import { LambdaLR } from "../src/optim/lr-scheduler/lambda-lr.ts";
import { linearFactorSchedule } from "../src/optim/lr-scheduler/linear-lr.ts";
import { NoamLR } from "../src/optim/lr-scheduler/noam-lr.ts";
import {
  constantSchedule,
  cosineSchedule,
  linearSchedule,
} from "../src/optim/lr-scheduler/schedules.ts";
import { SGD } from "../src/optim/sgd.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { Trainer } from "../src/training/trainer.ts";
import { Transformer } from "../src/transformer/transformer.ts";
import { TransformerDecoder } from "../src/transformer/transformer-decoder.ts";
import { TransformerDecoderLayer } from "../src/transformer/transformer-decoder-layer.ts";
import { TransformerEncoder } from "../src/transformer/transformer-encoder.ts";
import { TransformerEncoderLayer } from "../src/transformer/transformer-encoder-layer.ts";
import { tinyTraining } from "./tiny-training.ts";

const options = { dModel: 4, nhead: 2, dimFeedforward: 8, dropout: 0 };
const plain = new MultiheadAttention(4, 2);
const encoder = new TransformerEncoder(new TransformerEncoderLayer(options), 1);
const decoder = new TransformerDecoder(new TransformerDecoderLayer(options), 1);
const transformer = new Transformer({ ...options, numEncoderLayers: 1, numDecoderLayers: 1 });
const x = zeros([2, 3, 4]);
const optimizer = new SGD([zeros([1])]);
const gpt = new Gpt({ vocabSize: 2, contextLength: 2, layers: 1, heads: 1, dModel: 2 });
const seq2seq = new Seq2Seq({
  ...{ sourceVocabSize: 3, targetVocabSize: 3, dModel: 2, nhead: 1, dimFeedforward: 2 },
  ...{ numEncoderLayers: 1, numDecoderLayers: 1 },
});

describe("an option that does not exist is refused", () => {
  const unknown: object = { dmodel: 4 };
  const masks: object = { srcMsk: 1 };
  const baseLr: object = { baseLr: 1 };
  test.each<readonly [string, () => unknown, string]>([
    ["Linear", () => new Linear(2, 2, { ...unknown }), "Linear: unknown option dmodel"],
    ["LayerNorm", () => new LayerNorm(2, { ...unknown }), "LayerNorm: unknown option dmodel"],
    [
      "MultiheadAttention",
      () => new MultiheadAttention(4, 2, { ...unknown }),
      "MultiheadAttention: unknown option dmodel",
    ],
    [
      "its forward",
      () => plain.forward(x, x, x, { ...masks }),
      "MultiheadAttention: unknown option srcMsk",
    ],
    [
      "TransformerEncoderLayer",
      () => new TransformerEncoderLayer({ ...options, ...unknown }),
      "TransformerEncoderLayer: unknown option dmodel",
    ],
    [
      "TransformerDecoderLayer",
      () => new TransformerDecoderLayer({ ...options, ...unknown }),
      "TransformerDecoderLayer: unknown option dmodel",
    ],
    [
      "masks of an encoder",
      () => encoder.forward(x, { ...masks }),
      "layers.0: unknown option srcMsk",
    ],
    [
      "masks of a decoder",
      () => decoder.forward(x, x, { ...masks }),
      "layers.0: unknown option srcMsk",
    ],
    [
      "Transformer",
      () => new Transformer({ ...options, ...unknown }),
      "Transformer: unknown option dmodel",
    ],
    [
      "masks of a Transformer",
      () => transformer.forward(x, x, { ...masks }),
      "Transformer: unknown option srcMsk",
    ],
    [
      "scaledDotProductAttention",
      () => scaledDotProductAttention(x, x, x, { ...masks }),
      "scaledDotProductAttention: unknown option srcMsk",
    ],
    [
      "weights of an encoder",
      () => encoder.forwardWithWeights(x, {}, { ...masks }),
      "layers.0: unknown option srcMsk",
    ],
    [
      "weights of a decoder",
      () => decoder.forwardWithWeights(x, x, {}, { ...masks }),
      "layers.0: unknown option srcMsk",
    ],
    [
      "TransformerEncoder",
      () => new TransformerEncoder(new TransformerEncoderLayer(options), 1, { ...unknown }),
      "TransformerEncoder: unknown option dmodel",
    ],
    [
      "TransformerDecoder",
      () => new TransformerDecoder(new TransformerDecoderLayer(options), 1, { ...unknown }),
      "TransformerDecoder: unknown option dmodel",
    ],
    ["RMSNorm", () => new RMSNorm(2, { ...unknown }), "RMSNorm: unknown option dmodel"],
    ["GroupNorm", () => new GroupNorm(1, 2, { ...unknown }), "GroupNorm: unknown option dmodel"],
    ["BatchNorm1d", () => new BatchNorm1d(2, { ...unknown }), "BatchNorm1d: unknown option dmodel"],
    ["BatchNorm2d", () => new BatchNorm2d(2, { ...unknown }), "BatchNorm2d: unknown option dmodel"],
    ["Dropout", () => new Dropout(0.5, { ...unknown }), "Dropout: unknown option dmodel"],
    [
      "Dropout's forward",
      () => new Dropout().forward(x, { ...masks }),
      "Dropout: unknown option srcMsk",
    ],
    ["gelu", () => gelu(x, { ...unknown }), "gelu: unknown option dmodel"],
    ["GELU", () => new GELU({ ...unknown }), "GELU: unknown option dmodel"],
    ["Softplus", () => new Softplus({ ...unknown }), "Softplus: unknown option dmodel"],
    ["Conv1d", () => new Conv1d(1, 1, 1, { ...unknown }), "Conv1d: unknown option dmodel"],
    ["AvgPool2d", () => new AvgPool2d(2, { ...unknown }), "AvgPool2d: unknown option dmodel"],
    ["a loss as a module", () => new MSELoss({ ...unknown }), "MSELoss: unknown option dmodel"],
    [
      "constantSchedule",
      () => constantSchedule({ peak: 1, ...unknown }),
      "constantSchedule: unknown option dmodel",
    ],
    [
      "linearSchedule",
      () => linearSchedule({ peak: 1, steps: 2, ...unknown }),
      "linearSchedule: unknown option dmodel",
    ],
    [
      "cosineSchedule",
      () => cosineSchedule({ peak: 1, steps: 2, ...unknown }),
      "cosineSchedule: unknown option dmodel",
    ],
    [
      "constantFactorSchedule",
      () => constantFactorSchedule({ baseLr: 1, ...unknown }),
      "constantFactorSchedule: unknown option dmodel",
    ],
    [
      "linearFactorSchedule",
      () => linearFactorSchedule({ baseLr: 1, ...unknown }),
      "linearFactorSchedule: unknown option dmodel",
    ],
    [
      "LambdaLR",
      () => new LambdaLR(optimizer, { lrLambda: () => 1, ...unknown }),
      "LambdaLR: unknown option dmodel",
    ],
    [
      "NoamLR, whose rate is the optimiser's",
      () => new NoamLR(optimizer, { dModel: 4, warmup: 1, ...baseLr }),
      "NoamLR: unknown option baseLr",
    ],
    [
      "InverseSquareRootLR",
      () => new InverseSquareRootLR(optimizer, { warmup: 1, ...baseLr }),
      "InverseSquareRootLR: unknown option baseLr",
    ],
    [
      "Trainer",
      () => new Trainer({ ...tinyTraining().trainer.options, ...unknown }),
      "Trainer: unknown option dmodel",
    ],
    [
      "validation of a Trainer",
      () => tinyTraining({ validation: { every: 1, loss: async () => 0, ...unknown } }),
      "Trainer: unknown option validation.dmodel",
    ],
  ])("%s", (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });

  const ids = { beginIdx: 1, endIdx: 2 };
  test.each<readonly [string, () => Promise<unknown>, string]>([
    [
      "fit",
      () => tinyTraining().trainer.fit({ steps: 1, ...unknown }),
      "fit: unknown option dmodel",
    ],
    [
      "evaluateLanguageModel",
      () => evaluateLanguageModel(gpt, new Int32Array(4), { contextLength: 2, ...unknown }),
      "evaluateLanguageModel: unknown option dmodel",
    ],
    [
      "evaluateSequenceModel",
      () =>
        evaluateSequenceModel(seq2seq, [{ source: [1], target: [1] }], {
          ...{ ...ids, batchSize: 1, paddingIdx: 0 },
          ...unknown,
        }),
      "evaluateSequenceModel: unknown option dmodel",
    ],
    [
      "generate",
      () => generate(gpt, CharacterTokenizer.train("ab"), "a", { ...unknown }),
      "generate: unknown option dmodel",
    ],
    [
      "greedyDecode",
      () => greedyDecode(seq2seq, [[1]], { ...ids, maxLength: 1, ...unknown }),
      "greedyDecode: unknown option dmodel",
    ],
    [
      "Transformer.load",
      async () => Transformer.load(await transformer.save(), { ...unknown }),
      "Transformer.load: unknown option dmodel",
    ],
  ])("%s", async (_, attempt, message) => {
    await expect(attempt()).rejects.toThrow(message);
  });
});
