import { expect, test } from "vitest";
import { MultiheadAttention } from "../../src/attention/multihead-attention.ts";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { freeze } from "../../src/fine-tuning/freeze.ts";
import {
  BatchNorm1d,
  Gpt,
  LayerNorm,
  Linear,
  type Module,
  ReLU,
  Sequential,
  Transformer,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "../../src/index.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

const device = defaultDevice();
const x = tensor(Float32Array.from({ length: 80 }, Math.sin), { shape: [2, 5, 8] });
const ids = tensor([[1, 2, 3, 4]], { dtype: "int32" });
const layer = new TransformerEncoderLayer({ dModel: 8, nhead: 2, dimFeedforward: 16 });
const attention = new MultiheadAttention(8, 2);
const transformer = new Transformer({
  ...{ dModel: 8, nhead: 2, numEncoderLayers: 2, numDecoderLayers: 2, dimFeedforward: 16 },
});
const gpt = new Gpt({ vocabSize: 7, contextLength: 8, layers: 2, heads: 2, dModel: 8 });
const encoder = new TransformerEncoder(layer, 3, { norm: new LayerNorm(8) });
const sequence = new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 8), new LayerNorm(8));
const norm = new BatchNorm1d(5);

const models: Readonly<Record<string, readonly [Module, () => Tensor]>> = {
  Sequential: [sequence, () => sequence.forward(x)],
  BatchNorm1d: [norm, () => norm.forward(x)],
  MultiheadAttention: [attention, () => attention.forward(x, x, x, { needWeights: false }).output],
  TransformerEncoder: [encoder, () => encoder.forward(x)],
  Transformer: [transformer, () => transformer.forward(x, x)],
  Gpt: [gpt, () => gpt.forward(ids)],
};

test.each(Object.entries(models))("inference keeps its result alone: %s", (_, [model, run]) => {
  model.eval();
  noGrad(run).dispose(); // what is prepacked stays
  const kept = (pass: () => Tensor): void => {
    const before = device.memory();
    const y = pass();
    const { buffers, bytes } = device.memory();
    expect([buffers - before.buffers, bytes - before.bytes]).toEqual([1, 4 * y.size]);
    y.dispose();
  };
  kept(() => noGrad(run));
  freeze(model, "*");
  kept(run);
});
