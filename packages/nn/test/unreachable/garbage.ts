import { KeyValueCaches } from "../../src/attention/key-value-caches.ts";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { DataLoader } from "../../src/data/data-loader.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { metaDevice } from "../../src/device/meta-device.ts";
import { evaluateLanguageModel } from "../../src/evaluation/evaluate-language-model.ts";
import { addLora, mergeLora } from "../../src/fine-tuning/lora.ts";
import { generate } from "../../src/generation/generate.ts";
import { capture } from "../../src/inspection/capture.ts";
import { Linear } from "../../src/layers/linear.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { AdamW } from "../../src/optim/adam.ts";
import { WeightAverage } from "../../src/optim/weight-average.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { checkpoint } from "../../src/training/activation-checkpoint.ts";
import { resumeTraining, saveModel, saveTraining } from "../../src/training/checkpoint.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import { loadCheckpoint } from "../../src/weights/load-checkpoint.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { tinyTraining, tokens } from "../tiny-training.ts";

const wasm = defaultDevice();
const tokenizer = CharacterTokenizer.train("abcdefghij\n");
const config = { vocabSize: 11, contextLength: 8, layers: 2, heads: 2, dModel: 16, dropout: 0 };
const ids = () => tensor([[1, 2, 3, 4]], { dtype: "int32" });
const weights = () => tensor([[1, 2], [3, 4]], { requiresGrad: true }); // biome-ignore format: a matrix

/** What programs make and nobody frees. */
export const garbage: Readonly<Record<string, () => unknown>> = {
  "a tensor": () => tensor([1, 2, 3]),
  "two tensors over one memory": () => weights().detach().reshape(4),
  "a graph": () => weights().exp().matmul(weights()).sum(),
  "a graph that was differentiated": () => weights().exp().sum().backward(),
  "a graph that may be differentiated again": () =>
    weights().exp().sum().backward({ retainGraph: true }),
  "a graph that was differentiated in part": () => {
    const w = weights();
    w.exp().sum().backward();
    return w.log();
  },
  "a module": () => new Linear(3, 4),
  "a model that was run": () => new Gpt(config).forward(ids()),
  "a model that has prepacked its weights": () =>
    noGrad(() => new Gpt(config).eval().forward(ids())),
  "a cache of keys and values": () => {
    const model = new Gpt(config).eval();
    const cache = model.newCache(1);
    noGrad(() => model.forward(ids(), { cache }));
    return cache instanceof KeyValueCaches;
  },
  "an optimiser and its moments": () => {
    const w = weights();
    const optimizer = new AdamW([w]);
    w.exp().sum().backward();
    optimizer.step();
  },
  "an average of weights": () => new WeightAverage(new Gpt(config)).update(),
  "a recomputed module": () => checkpoint(new Linear(2, 2), weights()),
  "a training": () => tinyTraining().trainer.fit({ steps: 3 }),
  "a training that was stopped": () => {
    const stop = new AbortController();
    const callbacks = [{ onStep: () => stop.abort() }];
    return tinyTraining().trainer.fit({ steps: 9, callbacks, signal: stop.signal });
  },
  "a training whose callback throws": () => {
    const onStep = () => Promise.reject(new Error("enough"));
    return tinyTraining()
      .trainer.fit({ steps: 9, callbacks: [{ onStep }] })
      .catch(() => {});
  },
  "a resumed training": async () => {
    const { trainer } = tinyTraining();
    await trainer.fit({ steps: 2 });
    resumeTraining(tinyTraining().trainer, await saveTraining(trainer));
  },
  "batches of a loader": () => {
    const items = [1, 2, 3, 4];
    const loader = new DataLoader(items, { batchSize: 2, collate: (rows) => tensor([...rows]) });
    return [loader.next(), loader.next(), loader.next()];
  },
  "a generated text": () => generate(new Gpt(config), tokenizer, "abc", { maxNewTokens: 20 }),
  "an evaluation": () => evaluateLanguageModel(new Gpt(config), tokens, { contextLength: 8 }),
  "what was captured": () => {
    const model = new Gpt(config);
    let logits: Tensor | undefined;
    const captured = capture(model, () => {
      logits = model.forward(ids());
    });
    logits!.sum().backward();
    return captured;
  },
  "adapters, merged": () => {
    const model = new Gpt(config);
    addLora(model, { rank: 2, targets: ["*.attn.*"] });
    noGrad(() => model.forward(ids()));
    mergeLora(model);
    return noGrad(() => model.forward(ids()));
  },
  "a quantised model": async () => {
    const device = defaultDevice();
    const model = new Gpt(config, { device: wasm });
    quantize(model, "int8");
    await model.to(device);
    return noGrad(() => model.eval().forward(ids()));
  },
  "a model that was loaded from the meta device": async () => {
    const bytes = await saveModel(new Gpt(config));
    const model = new Gpt(config, { device: metaDevice() });
    await loadCheckpoint(model, await openSafetensors(bytesSource(bytes)));
    return model.forward(ids());
  },
};
