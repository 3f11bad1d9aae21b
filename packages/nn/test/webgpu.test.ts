import { fileURLToPath } from "node:url";
import {
  DeviceLostError,
  type WebgpuBackend,
  WebgpuUnavailableError,
  webgpu,
} from "@qkv/gpu-webgpu";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import { SelfAttention } from "../src/attention/self-attention.ts";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { ones, tensor } from "../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice } from "../src/device/default-device.ts";
import { init } from "../src/device/init.ts";
import { verify } from "../src/device-comparison/verify.ts";
import { addLora, loraStateDict } from "../src/fine-tuning/lora.ts";
import { generate } from "../src/generation/generate.ts";
import { Linear } from "../src/layers/linear.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { Sequential } from "../src/module/sequential.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { dropout } from "../src/ops/dropout.ts";
import { RotaryEmbedding } from "../src/positions/rotary-embedding.ts";
import { quantize } from "../src/quantization/quantize.ts";
import { defaultGenerator, Generator, manualSeed } from "../src/random/generator.ts";
import type { Device } from "../src/tensor/device.ts";
import { scope } from "../src/tensor/scope.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { resumeTraining, saveTraining } from "../src/training/checkpoint.ts";
import { goldenGroups, goldenParts, onlyThese, partNames } from "./golden-parts.ts";
import { runGolden } from "./run-golden.ts";
import { lossesOf, tinyTraining } from "./tiny-training.ts";

/** QKV_TEST_LIMITS=default: on a device that has what WebGPU promises, and no more. */
const limits = process.env.QKV_TEST_LIMITS === "default" ? "default" : "adapter";
const missing = await webgpu().then(
  (backend) => backend.dispose(),
  (error: unknown) => {
    if (error instanceof WebgpuUnavailableError) return error.message;
    throw error;
  },
);

// Drivers that compute on the CPU take seconds to compile a kernel.
vi.setConfig({ testTimeout: 600_000 });

const values = fileURLToPath(new URL("golden", import.meta.url));
const wasm = defaultDevice();
afterEach(() => setDefaultDevice(wasm));

// One for all tests but those that lose theirs: it keeps what it has compiled.
const shared = missing === undefined ? await webgpu({ limits }) : undefined;
afterAll(() => shared?.dispose());

/** With a GPU as the default device. */
async function onGpu<T>(
  body: (device: Device, backend: WebgpuBackend) => Promise<T>,
  backend = shared!,
): Promise<T> {
  const device = await init({ device: backend });
  try {
    return await body(device, backend);
  } finally {
    setDefaultDevice(wasm);
  }
}

if (missing) it("training, generation and golden values on WebGPU", ({ skip }) => skip(missing));
else {
  describe("training on WebGPU", () => {
    it("follows WASM for 50 steps, dropout and clipping included, with losses within 1e-3", async () => {
      const train = async () => {
        const { model, optimizer, trainer } = tinyTraining({ dropout: 0.1, steps: 50 });
        const losses = lossesOf(await trainer.fit({ steps: 50 }));
        optimizer.dispose();
        model.dispose();
        return losses;
      };
      const ofWasm = await train();
      await onGpu(async (device) => {
        const { buffers } = device.memory();
        const ofGpu = await train();
        expect(device.memory().buffers).toBe(buffers);
        expect(ofGpu).toHaveLength(50);
        for (const [step, loss] of ofGpu.entries())
          expect(Math.abs(loss - ofWasm[step]!), `step ${step}`).toBeLessThan(1e-3);
        expect(ofGpu.at(-1)!).toBeLessThan(0.9 * ofGpu[0]!);
      });
    });

    it("gives the same bits every run", exhaustive, async () => {
      const train = async () => {
        const { model, optimizer, trainer } = tinyTraining({ dropout: 0.1, steps: 8 });
        await trainer.fit({ steps: 8 });
        const values = await Promise.all(model.parameters().map((parameter) => parameter.data()));
        optimizer.dispose();
        model.dispose();
        return values.map((value) => [...value]);
      };
      await onGpu(async () => expect(await train()).toEqual(await train()));
    });

    it("waits for the device once a step, and makes no bind group once steps repeat", async () => {
      await onGpu(async (_, backend) => {
        const { model, optimizer, trainer } = tinyTraining({ steps: 12 });
        await trainer.fit({ steps: 8 });
        const before = backend.counts;
        await trainer.fit({ steps: 12 });
        const after = backend.counts;
        expect(after.bindGroups).toBe(before.bindGroups);
        expect(after.pipelines).toBe(before.pipelines);
        const dispatches = (after.dispatches - before.dispatches) / 4;
        const submits = (after.submits - before.submits) / 4;
        expect(submits).toBeLessThanOrEqual(Math.ceil(dispatches / 128) + 1);
        optimizer.dispose();
        model.dispose();
      });
    });

    it("takes no more memory from step to step, also where nobody waits", exhaustive, async () => {
      await onGpu(async (device) => {
        const { model, optimizer, data } = tinyTraining();
        const step = (): void => {
          scope(() => {
            const { inputs, targets } = data.next();
            const loss = crossEntropy(model.forward(inputs), targets);
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
          });
        };
        // Batches are written to blocks that no waiting command uses. How many of those a step needs depends on where in it
        // the queue submits, which moves from step to step.
        for (let i = 0; i < 30; i++) step();
        const before = device.memory();
        for (let i = 0; i < 30; i++) step();
        const { buffers, bytes, reservedBytes } = device.memory();
        expect({ buffers, bytes, reservedBytes }).toEqual({
          buffers: before.buffers,
          bytes: before.bytes,
          reservedBytes: before.reservedBytes,
        });
        expect(await model.parameters()[0]!.data()).not.toContain(Number.NaN);
        optimizer.dispose();
        model.dispose();
      });
    });

    it(
      "goes on from its last checkpoint when the device is lost in the middle of a step",
      exhaustive,
      async () => {
        const whole = await onGpu(async () => {
          const { trainer } = tinyTraining({ dropout: 0.1, steps: 10 });
          return lossesOf(await trainer.fit({ steps: 10 }));
        });
        const { saved, first } = await onGpu(
          async (_, backend) => {
            const { model, trainer } = tinyTraining({ dropout: 0.1, steps: 10 });
            const first = lossesOf(await trainer.fit({ steps: 4 }));
            const saved = await saveTraining(trainer);
            let forwards = 0;
            const forward = model.forward.bind(model);
            model.forward = (...inputs) => {
              if (++forwards === 2) backend.device.destroy();
              return forward(...inputs);
            };
            await expect(trainer.fit({ steps: 10 })).rejects.toThrow(DeviceLostError);
            return { saved, first };
          },
          await webgpu({ powerPreference: "low-power", limits }),
        );
        const rest = await onGpu(async () => {
          const { trainer } = tinyTraining({ dropout: 0.1, steps: 10 });
          resumeTraining(trainer, saved);
          return lossesOf(await trainer.fit({ steps: 10 }));
        });
        expect([...first, ...rest]).toEqual(whole);
      },
    );
  });

  describe("WebGPU and WASM", () => {
    it("drop the same elements", async () => {
      const drop = async () => {
        manualSeed(5);
        const dropped = dropout(ones([3, 67]), 0.3, defaultGenerator);
        const values = [...(await dropped.data())];
        dropped.dispose();
        return values;
      };
      const ofWasm = await drop();
      await onGpu(async () => expect(await drop()).toEqual(ofWasm));
    });

    it("write the same text, greedily and by chance, with and without a cache", async () => {
      const text = "to be or not to be that is the question";
      const tokenizer = CharacterTokenizer.train(text);
      manualSeed(3);
      const model = new Gpt({
        ...{ vocabSize: tokenizer.vocabSize, contextLength: 48, layers: 2, heads: 2, dModel: 32 },
      });
      const write = async () => {
        const texts = [];
        for (const options of [{ temperature: 0 }, { seed: 4 }, { seed: 4, useCache: false }])
          texts.push(
            (await generate(model, tokenizer, "to be ", { maxNewTokens: 30, ...options })).text,
          );
        return texts;
      };
      const ofWasm = await write();
      await onGpu(async (device) => {
        await model.to(device);
        expect(await write()).toEqual(ofWasm);
        await model.to(wasm);
      });
      expect(ofWasm[1]).toBe(ofWasm[2]);
      model.dispose();
    });

    it("agree on every tensor and gradient of a GPT and of an encoder-decoder", async () => {
      manualSeed(2);
      const gpt = new Gpt({ vocabSize: 13, contextLength: 20, layers: 2, heads: 2, dModel: 32 });
      const pairs = new Seq2Seq({
        ...{ sourceVocabSize: 13, targetVocabSize: 11, dModel: 32, nhead: 2 },
        ...{ dimFeedforward: 48, numEncoderLayers: 2, numDecoderLayers: 2 },
      });
      const ids = (count: number, below: number) => ({
        dtype: "int32" as const,
        shape: [2, count],
        values: Int32Array.from({ length: 2 * count }, (_, i) => 1 + ((7 * i) % (below - 1))),
      });
      await onGpu(async (device) => {
        const ofGpt = await verify(gpt, [ids(17, 13)], wasm, device);
        expect(ofGpt.firstDeparture).toBeUndefined();
        expect(ofGpt.worst.relative).toBeLessThan(1e-4);
        const ofPairs = await verify(pairs, [ids(9, 13), ids(7, 11)], wasm, device);
        expect(ofPairs.firstDeparture).toBeUndefined();
        expect(ofPairs.worst.relative).toBeLessThan(1e-4);
        expect(ofPairs.tensors.length).toBeGreaterThan(100);
      });
      gpt.dispose();
      pairs.dispose();
    });
  });

  it("verify gives a model back with its values when the device is lost on the way", async () => {
    const model = new Linear(8, 8);
    const values = model.weight.dataSync();
    const lost = await webgpu({ powerPreference: "low-power", limits });
    const forward = model.forward.bind(model);
    model.forward = (...inputs) => {
      if (model.weight.device !== wasm) lost.device.destroy();
      return forward(...inputs);
    };
    const x = { dtype: "float32" as const, shape: [1, 8], values: new Float32Array(8).fill(1) };
    await expect(verify(model, [x], wasm, lost)).rejects.toThrow(DeviceLostError);
    expect(model.weight.device).toBe(wasm);
    expect(model.weight.dataSync()).toEqual(values);
    model.dispose();
  });

  it("says what to do where the host would have to wait for weights", async () => {
    const [a, b] = [new Linear(32, 16), new Linear(32, 16)];
    const values = b.weight.dataSync();
    await onGpu(async (device) => {
      await a.to(device);
      expect(() => quantize(a, "int8")).toThrow(
        /^quantize: the model is on device webgpu, .* await model\.to\(wasm\)/,
      );
      expect(() => b.loadStateDict(a.stateDict())).toThrow(
        /Linear: state dict does not fit: weight is on device webgpu, which cannot be read at once/,
      );
      expect(b.weight.dataSync()).toEqual(values);
      a.loadStateDict(b.stateDict());
      await a.to(wasm);
      expect(a.weight.dataSync()).toEqual(values);
      quantize(a, "int8");
      const x = ones([1, 32]);
      const onWasm = b.forward(
        tensor(new Float32Array(32).fill(1), { shape: [1, 32], device: wasm }),
      );
      await a.to(device);
      const y = a.forward(x);
      const [got, expected] = [await y.data(), onWasm.dataSync()];
      for (const [i, value] of got.entries())
        expect(Math.abs(value - expected[i]!)).toBeLessThan(0.05);
      for (const made of [x, y, onWasm]) made.dispose();
    });
    a.dispose();
    b.dispose();
  });

  it(
    "trains adapters in front of packed weights, with the gradients of WASM",
    exhaustive,
    async () => {
      const model = new Linear(40, 19, { generator: new Generator(1) });
      quantize(model, "int4");
      addLora(model, { rank: 2, generator: new Generator(2) });
      const parts = [...loraStateDict(model).values()];
      parts[1]!.upload(new Generator(3).normal(38));
      const step = async (device: Device): Promise<readonly number[]> => {
        await model.to(device);
        const x = tensor(new Generator(4).normal(120), { shape: [3, 40], device }).requiresGrad_();
        const gradient = tensor(new Generator(5).normal(57), { shape: [3, 19], device });
        scope(() => model.forward(x).backward({ gradient }));
        const grads = await Promise.all([x, ...parts].map(({ grad }) => grad!.data()));
        model.zeroGrad();
        for (const made of [x, gradient]) made.dispose();
        return grads.flatMap((grad) => [...grad]);
      };
      const expected = await step(wasm);
      await onGpu(async (device) => {
        for (const [i, value] of (await step(device)).entries())
          expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4);
        await model.to(wasm);
      });
      model.dispose();
    },
  );

  it("tables that are not saved follow their model to another device", async () => {
    const ids = {
      dtype: "int32" as const,
      shape: [1, 5],
      values: Int32Array.from([1, 0, 3, 2, 4]),
    };
    const sinusoidal = new Gpt({
      ...{
        vocabSize: 7,
        contextLength: 8,
        layers: 1,
        heads: 2,
        dModel: 16,
        positions: "sinusoidal",
      },
    });
    const rows = {
      dtype: "float32" as const,
      shape: [1, 2, 5, 8],
      values: new Float32Array(80).fill(0.5),
    };
    const rotary = new Sequential(new Linear(8, 8), new RotaryEmbedding(8));
    await onGpu(async (device) => {
      for (const [model, input] of [
        [sinusoidal, ids],
        [rotary, rows],
      ] as const) {
        const { worst } = await verify(model, [input], wasm, device);
        expect(worst.relative).toBeLessThan(1e-4);
        model.dispose();
      }
    });
    expect(rotary.parameters()).toHaveLength(2);
  });

  it("attention with grouped heads, rotary positions, a window and caches is that of WASM", async () => {
    const layer = new SelfAttention({
      ...{ dModel: 12, heads: 4, keyValueHeads: 2, headSize: 6, window: 3, rotary: {} },
      generator: new Generator(1),
    }).eval();
    const values = new Generator(2).normal(2 * 20 * 12);
    const run = async (device: Device) => {
      const caches = [undefined, layer.newCache({ batch: 2, capacity: 40 })];
      const outputs = scope(() => {
        const x = tensor(values, { shape: [2, 20, 12], device });
        return noGrad(() => {
          const [whole] = caches.map((cache) => layer.forward(x, { cache }));
          for (const length of [20, 19]) {
            caches[1]!.trim(length);
            caches[1]!.reorder([1, 0]);
          }
          return [whole!, layer.forward(x.slice(1, 19), { cache: caches[1] })];
        });
      });
      const [whole, last] = await Promise.all(outputs.map((output) => output.data()));
      for (const owner of [...outputs, caches[1]!]) owner.dispose();
      return [...whole!, ...last!];
    };
    const expected = await run(wasm);
    const end = expected.slice(-24); // the last tokens again, out of a cache
    for (const [i, value] of end.entries())
      expect(value).toBeCloseTo(expected[(i < 12 ? 20 : 40) * 12 - 12 + (i % 12)]!, 5);
    await onGpu(async (device) => {
      await layer.to(device);
      const { buffers } = device.memory();
      const came = await run(device);
      for (const [i, value] of came.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
      expect(device.memory().buffers - buffers).toBeLessThanOrEqual(3); // a mask, positions of a pass
      layer.dispose();
    });
  });

  // In one process: it keeps what it has compiled. The further cases are for the exhaustive part.
  for (const [what, part] of [
    [partNames.quick, {}],
    [partNames.exhaustive, exhaustive],
  ] as const)
    it(`golden values on WebGPU: ${what}`, part, async () => {
      const names = goldenGroups.flatMap((group) =>
        goldenParts(group).flatMap((of) =>
          of.what === what ? of.names.map((name) => `${group}/${name}`) : [],
        ),
      );
      expect(names).not.toEqual([]);
      const { stdout, code } = await runGolden(values, "--device", "webgpu", ...onlyThese(names));
      expect(stdout).toMatch(new RegExp(`^${names.length} passed, 0 failed, 0 skipped$`, "m"));
      expect(code).toBe(0);
    });
}
