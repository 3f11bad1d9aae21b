import { describe, expect, test } from "vitest";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import { Conv1d } from "../src/layers/conv1d.ts";
import { Embedding } from "../src/layers/embedding.ts";
import { LayerNorm } from "../src/layers/layer-norm.ts";
import { Linear } from "../src/layers/linear.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Sequential } from "../src/module/sequential.ts";
import { PositionalEncoding } from "../src/positions/positional-encoding.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { Transformer } from "../src/transformer/transformer.ts";
import { TransformerDecoder } from "../src/transformer/transformer-decoder.ts";
import { TransformerDecoderLayer } from "../src/transformer/transformer-decoder-layer.ts";
import { TransformerEncoder } from "../src/transformer/transformer-encoder.ts";
import { TransformerEncoderLayer } from "../src/transformer/transformer-encoder-layer.ts";
import { referenceDevice } from "./finite-differences.ts";

const float = (...shape: number[]): Tensor => zeros(shape);
const int = (...shape: number[]): Tensor =>
  tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), { shape });
const device = referenceDevice();
const elsewhere = (...shape: number[]): Tensor => zeros(shape, { device });
const idsElsewhere = tensor(new Int32Array(3), { device });

const options = { dModel: 4, nhead: 2, dimFeedforward: 8, dropout: 0 };
const attention = new MultiheadAttention(4, 2, { kdim: 3, vdim: 5 });
const plain = new MultiheadAttention(4, 2);
const encoder = new TransformerEncoder(new TransformerEncoderLayer(options), 2);
const decoder = new TransformerDecoder(new TransformerDecoderLayer(options), 2);
const transformer = new Transformer({ ...options, numEncoderLayers: 2, numDecoderLayers: 2 });
const normFirst = new Transformer({
  ...options,
  normFirst: true,
  numEncoderLayers: 2,
  numDecoderLayers: 2,
});
const seq2seq = new Seq2Seq({
  sourceVocabSize: 5,
  targetVocabSize: 5,
  numEncoderLayers: 1,
  numDecoderLayers: 1,
  ...options,
});
const x = float(2, 3, 4);

type Row = readonly [wrong: string, attempt: () => unknown, message: string];
const refusals: Readonly<Record<string, readonly Row[]>> = {
  Linear: [
    [
      "width",
      () => new Linear(5, 3).forward(float(2, 7)),
      "Linear: x is [2, 7], expected last dimension 5 (inFeatures)",
    ],
    [
      "rank",
      () => new Linear(5, 3).forward(float()),
      "Linear: x is [], expected last dimension 5 (inFeatures)",
    ],
    [
      "dtype",
      () => new Linear(5, 3).forward(int(2, 5)),
      "Linear: x is int32 [2, 5], expected float32",
    ],
    [
      "device",
      () => new Linear(5, 3).forward(elsewhere(2, 5)),
      "Linear: x is on device reference, expected wasm as the parameters",
    ],
    [
      "width inside a Sequential",
      () => new Sequential(new Linear(5, 3), new Linear(4, 2)).forward(float(2, 5)),
      "1: x is [2, 3], expected last dimension 4 (inFeatures)",
    ],
  ],
  Embedding: [
    ["dtype", () => new Embedding(3, 2).forward(float(3)), "Embedding: ids is [3], expected int32"],
    [
      "device",
      () => new Embedding(3, 2).forward(idsElsewhere),
      "Embedding: ids is on device reference, expected wasm as the parameters",
    ],
    ["id", () => new Embedding(3, 2).forward(tensor([3], { dtype: "int32" })), "3"],
  ],
  LayerNorm: [
    [
      "width",
      () => new LayerNorm(5).forward(float(2, 4)),
      "LayerNorm: x is [2, 4], expected last dimensions [5] (normalizedShape)",
    ],
    [
      "rank",
      () => new LayerNorm([3, 5]).forward(float(5)),
      "LayerNorm: x is [5], expected last dimensions [3, 5] (normalizedShape)",
    ],
    [
      "dtype",
      () => new LayerNorm(5).forward(int(2, 5)),
      "LayerNorm: x is int32 [2, 5], expected float32",
    ],
    [
      "device",
      () => new LayerNorm(5).forward(elsewhere(2, 5)),
      "LayerNorm: x is on device reference, expected wasm",
    ],
  ],
  Conv1d: [
    [
      "rank",
      () => new Conv1d(3, 2, 1).forward(float(5)),
      "Conv1d: x is [5], expected [N, 3, L] or [3, L]",
    ],
    [
      "channels",
      () => new Conv1d(3, 2, 1).forward(float(1, 4, 5)),
      "Conv1d: x is [1, 4, 5], expected [N, 3, L] or [3, L]",
    ],
    [
      "dtype",
      () => new Conv1d(3, 2, 1).forward(int(1, 3, 5)),
      "Conv1d: x is int32 [1, 3, 5], expected float32",
    ],
    [
      "device",
      () => new Conv1d(3, 2, 1).forward(elsewhere(1, 3, 5)),
      "Conv1d: x is on device reference, expected wasm",
    ],
  ],
  PositionalEncoding: [
    [
      "width",
      () => new PositionalEncoding(4).forward(float(2, 3, 5)),
      "PositionalEncoding: x is [2, 3, 5], expected [..., tokens, 4]",
    ],
  ],
  MultiheadAttention: [
    [
      "rank",
      () => plain.forward(float(4)),
      "MultiheadAttention: query is [4], expected [batch, tokens, width] or [tokens, width]",
    ],
    [
      "rank of the key",
      () => plain.forward(x, float(3, 4)),
      "MultiheadAttention: key is [3, 4], expected 3 axes, as the query",
    ],
    [
      "query width",
      () => plain.forward(float(2, 3, 6)),
      "MultiheadAttention: query is [2, 3, 6], expected last dimension 4",
    ],
    [
      "key width",
      () => attention.forward(x, float(2, 3, 4), float(2, 3, 5)),
      "MultiheadAttention: key is [2, 3, 4], expected last dimension 3",
    ],
    [
      "value width",
      () => attention.forward(x, float(2, 3, 3), float(2, 3, 4)),
      "MultiheadAttention: value is [2, 3, 4], expected last dimension 5",
    ],
    [
      "batch",
      () => plain.forward(x, float(3, 3, 4)),
      "MultiheadAttention: key is [3, 3, 4], expected a batch of 2, as the query",
    ],
    [
      "tokens of the value",
      () => plain.forward(x, float(2, 5, 4), float(2, 6, 4)),
      "MultiheadAttention: value is [2, 6, 4], expected [2, 5, 4], as the key",
    ],
    [
      "attnMask",
      () => plain.forward(x, x, x, { attnMask: int(3, 4) }),
      "MultiheadAttention: attnMask is [3, 4], expected [3, 3] or [4, 3, 3]",
    ],
    [
      "keyPaddingMask",
      () => plain.forward(x, x, x, { keyPaddingMask: int(3, 2) }),
      "MultiheadAttention: keyPaddingMask is [3, 2], expected [2, 3]",
    ],
    [
      "dtype",
      () => plain.forward(int(2, 3, 4)),
      "MultiheadAttention: query is int32 [2, 3, 4], expected float32",
    ],
    [
      "device",
      () => plain.forward(elsewhere(2, 3, 4)),
      "MultiheadAttention: query is on device reference, expected wasm",
    ],
    [
      "device of the mask",
      () => plain.forward(x, x, x, { attnMask: elsewhere(3, 3) }),
      "MultiheadAttention: attnMask is on device reference, expected wasm as the query",
    ],
  ],
  TransformerEncoder: [
    [
      "width",
      () => encoder.forward(float(2, 3, 5)),
      "layers.0.self_attn: query is [2, 3, 5], expected last dimension 4",
    ],
    [
      "rank",
      () => encoder.forward(float(1, 2, 3, 4)),
      "layers.0.self_attn: query is [1, 2, 3, 4], expected [batch, tokens, width]",
    ],
    [
      "mask",
      () => encoder.forward(x, { srcMask: int(2, 2) }),
      "layers.0.self_attn: attnMask is [2, 2], expected [3, 3] or [4, 3, 3]",
    ],
    [
      "padding mask",
      () => encoder.forward(x, { srcKeyPaddingMask: int(3) }),
      "layers.0.self_attn: keyPaddingMask is [3], expected [2, 3]",
    ],
    [
      "dtype",
      () => encoder.forward(int(2, 3, 4)),
      "layers.0.self_attn: query is int32 [2, 3, 4], expected float32",
    ],
    [
      "device",
      () => encoder.forward(elsewhere(2, 3, 4)),
      "layers.0.self_attn: query is on device reference, expected wasm",
    ],
  ],
  TransformerDecoder: [
    [
      "width",
      () => decoder.forward(float(2, 3, 5), x),
      "layers.0.self_attn: query is [2, 3, 5], expected last dimension 4",
    ],
    [
      "memory width",
      () => decoder.forward(x, float(2, 3, 5)),
      "layers.0.multihead_attn: key is [2, 3, 5], expected last dimension 4",
    ],
    [
      "memory rank",
      () => decoder.forward(x, float(3, 4)),
      "layers.0.multihead_attn: key is [3, 4], expected 3 axes, as the query",
    ],
    [
      "memory mask",
      () => decoder.forward(x, float(2, 5, 4), { memoryMask: int(3, 3) }),
      "layers.0.multihead_attn: attnMask is [3, 3], expected [3, 5] or [4, 3, 5]",
    ],
    [
      "memory dtype",
      () => decoder.forward(x, int(2, 3, 4)),
      "layers.0.multihead_attn: key is int32 [2, 3, 4], expected float32",
    ],
    [
      "memory device",
      () => decoder.forward(x, elsewhere(2, 3, 4)),
      "layers.0.multihead_attn: key is on device reference, expected wasm",
    ],
  ],
  Transformer: [
    [
      "width",
      () => transformer.forward(float(2, 3, 5), x),
      "Transformer: src is [2, 3, 5], expected last dimension 4 (dModel)",
    ],
    [
      "rank",
      () => transformer.forward(x, float(4)),
      "Transformer: tgt is [4], expected [batch, tokens, dModel] or [tokens, dModel]",
    ],
    [
      "dtype",
      () => transformer.forward(int(2, 3, 4), x),
      "Transformer: src is int32 [2, 3, 4], expected float32",
    ],
    [
      "device",
      () => transformer.forward(elsewhere(2, 3, 4), x),
      "encoder.layers.0.self_attn: query is on device reference, expected wasm",
    ],
    [
      "device, normFirst",
      () => normFirst.forward(elsewhere(2, 3, 4), x),
      "encoder.layers.0.norm1: x is on device reference, expected wasm",
    ],
    [
      "source mask",
      () => transformer.forward(x, x, { srcMask: int(2, 2) }),
      "encoder.layers.0.self_attn: attnMask is [2, 2], expected [3, 3]",
    ],
    [
      "target mask",
      () => transformer.forward(x, x, { tgtMask: int(2, 2) }),
      "decoder.layers.0.self_attn: attnMask is [2, 2], expected [3, 3]",
    ],
    [
      "batch",
      () => transformer.forward(float(3, 3, 4), x),
      "decoder.layers.0.multihead_attn: key is [3, 3, 4], expected a batch of 2, as the query",
    ],
  ],
  Seq2Seq: [
    [
      "rank",
      () => seq2seq.forward(int(3), int(1, 2)),
      "Seq2Seq: source is int32 [3], expected int32 [batch, tokens]",
    ],
    [
      "dtype",
      () => seq2seq.forward(int(1, 3), float(1, 2)),
      "Seq2Seq: target is float32 [1, 2], expected int32 [batch, tokens]",
    ],
  ],
  scaledDotProductAttention: [
    [
      "rank",
      () => scaledDotProductAttention(float(4), float(4), float(4)),
      "scaledDotProductAttention: q is [4], expected [..., queries, headSize]",
    ],
    [
      "width",
      () => scaledDotProductAttention(x, float(2, 3, 5), float(2, 3, 5)),
      "scaledDotProductAttention: k is [2, 3, 5], expected [..., keys, 4]",
    ],
    [
      "tokens of v",
      () => scaledDotProductAttention(x, x, float(2, 5, 4)),
      "scaledDotProductAttention: v is [2, 5, 4], expected [2, 3, width], as k",
    ],
    [
      "heads",
      () => scaledDotProductAttention(float(1, 4, 3, 4), float(1, 2, 3, 4), float(1, 2, 3, 4)),
      "scaledDotProductAttention: k is [1, 2, 3, 4], expected the batch and heads of q, [1, 4, 3, 4]",
    ],
    [
      "mask",
      () => scaledDotProductAttention(x, x, x, { attnMask: int(2, 2) }),
      "scaledDotProductAttention: attnMask is [2, 2], expected one that broadcasts to [2, 3, 3]",
    ],
    [
      "mask rank",
      () => scaledDotProductAttention(x, x, x, { attnMask: int(1, 2, 3, 3) }),
      "scaledDotProductAttention: attnMask is [1, 2, 3, 3], expected one that broadcasts to [2, 3, 3]",
    ],
    [
      "dtype",
      () => scaledDotProductAttention(x, int(2, 3, 4), x),
      "scaledDotProductAttention: k is int32 [2, 3, 4], expected float32",
    ],
    [
      "device",
      () => scaledDotProductAttention(x, x, elsewhere(2, 3, 4)),
      "scaledDotProductAttention: v is on device reference, expected wasm as q",
    ],
  ],
};

describe.each(Object.keys(refusals))("%s refuses a wrong", (name) => {
  test.each(refusals[name]!)("%s", (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

test("a layer deep in a stack is named with its number", () => {
  const deep = new TransformerEncoder(new TransformerEncoderLayer(options), 2);
  const second = deep.layers.at(1);
  expect(() => second.forward(float(2, 3, 5))).toThrow(
    "layers.1.self_attn: query is [2, 3, 5], expected last dimension 4",
  );
  expect(() => second.linear2.forward(x)).toThrow(
    "layers.1.linear2: x is [2, 3, 4], expected last dimension 8 (inFeatures)",
  );
});
