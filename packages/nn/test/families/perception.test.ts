import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { isEncoder } from "../../src/models/roles.ts";
import { logGamma } from "../../src/models/series/log-gamma.ts";
import { VisionModel } from "../../src/models/vision/vision-model.ts";
import { square } from "../../src/ops/square.ts";
import { mean } from "../../src/ops/sum.ts";
import { Generator } from "../../src/random/generator.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { testInScope } from "../test-in-scope.ts";

const configOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`golden/${name}/config.json`, import.meta.url), "utf8"));

function made(name: string, change: object = {}) {
  const model = modelFromConfig({ ...configOf(name), ...change }, { generator: new Generator(5) });
  if (!isEncoder(model)) throw new Error("expected an encoder");
  return model;
}

/** The inputs of a trial run, and what comes of them. */
function run(model: ReturnType<typeof made>, batch = 2): Tensor {
  const inputs = model
    .sampleInputs(batch)
    .map(({ values, shape, dtype }) => tensor(values, { shape, dtype }));
  return (model.forward as (...all: Tensor[]) => Tensor).call(model, ...inputs);
}

const names = [
  ...["vit", "vit_model", "deit", "deit_teacher", "audio_spectrogram_transformer"],
  ...["wav2vec2", "wav2vec2_classes", "patchtst", "time_series_transformer", "whisper_classes"],
];

/** Nothing is passed over or hidden. */
const wholeOf = (name: string): object => {
  if (name.startsWith("wav2vec2")) return { layerdrop: 0, mask_time_prob: 0 };
  return name.startsWith("time_series") ? { encoder_layerdrop: 0, decoder_layerdrop: 0 } : {};
};

describe.each(names)("%s", (name) => {
  testInScope("teaches every parameter that its main output depends on", () => {
    const model = made(name, wholeOf(name));
    mean(square(run(model.train()))).backward();
    const untaught = [...model.namedParameters()].filter(([, { grad }]) => !grad);
    const aside = name === "vit_model" ? ["pooler.dense.weight", "pooler.dense.bias"] : [];
    expect(untaught.map(([parameter]) => parameter)).toEqual(aside);
    model.dispose();
  });

  testInScope("has the labels of its config, and layers that show their outputs", () => {
    const model = made(name);
    const { num_hidden_layers, encoder_layers, decoder_layers } = configOf(name);
    const both = Number(encoder_layers) + Number(decoder_layers);
    const layers = Number(num_hidden_layers ?? (name.startsWith("time") ? both : encoder_layers));
    expect([...model.encoderLayers]).toHaveLength(layers);
    const classes = (configOf(name).architectures as string[])[0]!.includes("Classification");
    if (classes) expect(model.labels).toEqual(Object.values(configOf(name).id2label as object));
    model.dispose();
  });
});

const stored = (name: string, file: string) =>
  readSafetensors(readFileSync(new URL(`golden/${name}/${file}`, import.meta.url))).tensors;

test("an image of another size is refused, unless positions are interpolated: as transformers does it", async () => {
  using model = made("vit_model").eval();
  if (!(model instanceof VisionModel)) throw new Error("expected a vision transformer");
  model.loadStateDict(stored("vit_model", "model.safetensors"));
  const expected = stored("vit_model", "interpolated.safetensors");
  const { values, shape } = expected.get("image")!;
  using image = tensor(values, { shape });
  expect(() => model.forward(image)).toThrow("x is [1, 3, 16, 20], expected [batch, 3, 12, 12]");
  using states = noGrad(() => model.forward(image, { interpolatePositions: true }));
  expect(states.shape).toEqual([1, 1 + 4 * 5, 16]);
  for (const [i, value] of (await states.data()).entries())
    expect(value).toBeCloseTo(expected.get("states")!.values[i]!, 4);
});

describe("sound", () => {
  const sound = (length: number, fill: (i: number) => number) =>
    Float32Array.from({ length }, (_, i) => fill(i));

  testInScope("behind the end of a sequence changes nothing before it", () => {
    const model = made("wav2vec2", { feat_extract_norm: "layer" }).eval();
    const mask = tensor(new Int32Array(160).fill(1, 0, 90), { shape: [1, 160] });
    const logits = (padding: number) => {
      const samples = sound(160, (i) => (i < 90 ? Math.sin(i) : padding));
      const inputs = { input_values: tensor(samples, { shape: [1, 160] }), attention_mask: mask };
      return [...model.forwardNamed(inputs).logits!.dataSync()].slice(0, 4 * 11); // tokens before 90
    };
    expect(logits(7)).toEqual(logits(0));
    model.dispose();
  });

  testInScope("too short for a token is refused, and a mask of another shape", () => {
    const model = made("wav2vec2");
    expect(() => model.forward(tensor(new Float32Array(20), { shape: [1, 20] }))).toThrow(
      "of at least 21 samples",
    );
    const inputs = {
      input_values: tensor(new Float32Array(160), { shape: [1, 160] }),
      attention_mask: tensor(new Int32Array(159), { shape: [1, 159] }),
    };
    expect(() => model.forwardNamed(inputs)).toThrow("expected [1, 160], as the sound");
    model.dispose();
  });

  testInScope("hides spans while it trains, in the place of which a vector is learnt", () => {
    const model = made("wav2vec2", { mask_time_prob: 0.6, mask_time_length: 3, layerdrop: 0 });
    mean(square(run(model.train()))).backward();
    expect(model.stateDict().get("wav2vec2.masked_spec_embed")!.grad).toBeDefined();
    model.dispose();
    const without = made("wav2vec2", { mask_time_prob: 0.6, apply_spec_augment: false });
    mean(square(run(without.train()))).backward();
    expect(without.stateDict().get("wav2vec2.masked_spec_embed")!.grad).toBeUndefined();
    without.dispose();
  });

  testInScope("passes over blocks while it trains, by the probability of its config", () => {
    const untaught = (layerdrop: number) => {
      const model = made("wav2vec2", { layerdrop, num_hidden_layers: 40, mask_time_prob: 0 });
      mean(square(run(model.train(), 1))).backward();
      const blocks = [...model.encoderLayers].filter((block) => !block.parameters()[0]!.grad);
      model.dispose();
      return blocks.length;
    };
    expect(untaught(0)).toBe(0);
    expect(untaught(0.5)).toBeGreaterThan(8);
    expect(untaught(0.5)).toBeLessThan(32);
  });
});

describe("a forecaster", () => {
  const inputsOf = (model: ReturnType<typeof made>, change: Record<string, Tensor | undefined>) => {
    const [past, future, pastTimes, futureTimes, classes, numbers] = model
      .sampleInputs(2)
      .map(({ values, shape, dtype }) => tensor(values, { shape, dtype }));
    return {
      ...{ past_values: past, future_values: future, past_time_features: pastTimes },
      ...{ future_time_features: futureTimes, static_categorical_features: classes },
      ...{ static_real_features: numbers, ...change },
    };
  };

  testInScope("counts what was observed alone, in its loss", () => {
    const model = made("time_series_transformer").eval();
    const loss = (future: Tensor, mask: Tensor) =>
      model
        .forwardNamed(inputsOf(model, { future_values: future, future_observed_mask: mask }))
        .loss!.dataSync()[0];
    const mask = tensor(Float32Array.of(1, 1, 1, 0, 1, 1, 1, 0), { shape: [2, 4] });
    const future = (last: number) =>
      tensor([
        [1, 2, 3, last],
        [3, 2, 1, last],
      ]);
    // The last value is no input of the steps before it.
    expect(loss(future(50), mask)).toBeCloseTo(loss(future(4), mask)!, 5);
    const whole = tensor(new Float32Array(8).fill(1), { shape: [2, 4] });
    expect(loss(future(50), whole)).not.toBeCloseTo(loss(future(4), whole)!, 2);
    model.dispose();
  });

  testInScope("refuses inputs that are missing or of another shape, by name", () => {
    const model = made("time_series_transformer");
    const given = (change: Record<string, Tensor | undefined>) => () =>
      model.forwardNamed(inputsOf(model, change));
    expect(given({ past_values: undefined })).toThrow("past_values is undefined");
    expect(
      given({
        future_values: tensor([
          [1, 2],
          [3, 4],
        ]),
      }),
    ).toThrow("future_values is [2, 2], expected [batch, 4]");
    expect(given({ static_categorical_features: undefined })).toThrow(
      "static_categorical_features",
    );
    expect(given({ past_time_features: tensor([[[1]], [[2]]]) })).toThrow(
      "a last axis of 2 features",
    );
    model.dispose();
  });
});

describe("log of the gamma function", () => {
  test.each([
    [0.5, 0.5723649429247001],
    [1, 0],
    [2.5, 0.2846828704729192],
    [10, 12.801827480081469],
    [1e-3, 6.907178885383853],
    [1000, 5905.220423209181],
  ])("of %d", (x, expected) => {
    using y = logGamma(tensor([x]));
    expect(Math.abs(y.dataSync()[0]! - expected)).toBeLessThan(1e-6 * Math.max(1, expected));
  });
});

describe("a config.json is refused by name", () => {
  test.each([
    ["vit", { image_size: [1, 2, 3] }, "image_size is [1,2,3], expected an integer from 1, or"],
    ["vit", { patch_size: 13 }, "a patch of 13 by 13 is larger than the input, 12 by 12"],
    ["wav2vec2", { num_conv_pos_embedding_groups: 3 }, "hidden_size is 16, expected a multiple"],
    ["vit", { qk_norm: true }, "qk_norm is not understood for vit"],
    ["wav2vec2", { conv_dim: [4] }, "as many in each"],
    ["wav2vec2", { add_adapter: true }, "add_adapter is true"],
    ["patchtst", { do_mask_input: true }, "do_mask_input is true"],
    ["patchtst", { context_length: 6 }, "context_length is 6, expected more than patch_length (6)"],
    ["time_series_transformer", { lags_sequence: [1.5] }, "lags_sequence is [1.5]"],
    ["time_series_transformer", { cardinality: [3] }, "cardinality is [3], expected 2 integers"],
    ["time_series_transformer", { loss: "mse" }, 'loss is "mse"'],
    ["audio_spectrogram_transformer", { time_stride: 0 }, "time_stride is 0"],
  ])("%s with %j", (name, change, message) => {
    expect(() => modelFromConfig({ ...configOf(name), ...change })).toThrow(message);
  });
});
