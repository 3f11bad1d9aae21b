import { describe, expect, test } from "vitest";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { zeros } from "../src/device/create-tensor.ts";
import { LayerNorm } from "../src/layers/layer-norm.ts";
import { Linear } from "../src/layers/linear.ts";
import { Transformer } from "../src/transformer/transformer.ts";
import { TransformerDecoder } from "../src/transformer/transformer-decoder.ts";
import { TransformerDecoderLayer } from "../src/transformer/transformer-decoder-layer.ts";
import { TransformerEncoder } from "../src/transformer/transformer-encoder.ts";
import { TransformerEncoderLayer } from "../src/transformer/transformer-encoder-layer.ts";

const options = { dModel: 4, nhead: 2, dimFeedforward: 8, dropout: 0 };
const plain = new MultiheadAttention(4, 2);
const encoder = new TransformerEncoder(new TransformerEncoderLayer(options), 1);
const decoder = new TransformerDecoder(new TransformerDecoderLayer(options), 1);
const transformer = new Transformer({ ...options, numEncoderLayers: 1, numDecoderLayers: 1 });
const x = zeros([2, 3, 4]);

describe("an option that does not exist is refused", () => {
  const unknown: object = { dmodel: 4 };
  const masks: object = { srcMsk: 1 };
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
  ])("%s", (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});
