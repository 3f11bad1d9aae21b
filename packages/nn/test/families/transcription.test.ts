import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import { fileWeights, loadFileWeights } from "../../src/models/families/file-weights.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { isConditionalGenerator, type Transcriber } from "../../src/models/roles.ts";
import { square } from "../../src/ops/square.ts";
import { mean } from "../../src/ops/sum.ts";
import { Generator } from "../../src/random/generator.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { testInScope } from "../test-in-scope.ts";

const bytesOf = (name: string, file: string) =>
  readFileSync(new URL(`golden/${name}/${file}`, import.meta.url));
const configOf = (name: string): Record<string, unknown> =>
  JSON.parse(bytesOf(name, "config.json").toString());

function made(name: string, change: object = {}): Transcriber {
  const model = modelFromConfig({ ...configOf(name), ...change }, { generator: new Generator(5) });
  if (model.role === "transcriber" && isConditionalGenerator(model)) return model;
  throw new Error("expected a transcriber");
}

const placed = ({ values, shape, dtype }: HostTensor) => tensor(values, { shape, dtype });

describe.each(["whisper", "vision_encoder_decoder"])("%s", (name) => {
  testInScope("teaches every parameter that its text depends on", () => {
    const model = made(name).train();
    const [input, ids] = model.sampleInputs(2).map(placed);
    mean(square(model.forward(input!, ids!))).backward();
    const untaught = [...model.namedParameters()].filter(([, { grad }]) => !grad);
    const aside = ["encoder.pooler.dense.weight", "encoder.pooler.dense.bias"];
    expect(untaught.map(([parameter]) => parameter)).toEqual(name === "whisper" ? [] : aside);
    model.dispose();
  });

  testInScope("gives token by token, with caches, what it gives at once", () => {
    const model = made(name).eval();
    noGrad(() => {
      const [input, whole] = model.sampleInputs(2).map(placed);
      const tokens = 6;
      const ids = whole!.slice(1, 0, tokens);
      const inputs = name === "whisper" ? { input_features: input } : { pixel_values: input };
      const memory = model.encodeNamed(inputs);
      const caches = model.newCaches(2);
      const steps = Array.from({ length: tokens }, (_, i) =>
        model.decodeNamed(ids.slice(1, i, i + 1), memory, { caches }).dataSync(),
      );
      const expected = model.decodeNamed(ids, memory).dataSync(); // [2, tokens, vocab]
      const vocab = model.targetVocabSize;
      for (const [step, values] of steps.entries())
        for (let row = 0; row < 2; row++) {
          const from = (row * tokens + step) * vocab;
          for (let i = 0; i < vocab; i++)
            expect(values[row * vocab + i]).toBeCloseTo(expected[from + i]!, 4);
        }
      caches.dispose();
    });
    model.dispose();
  });

  test("is written back as it was, to the bit, under the same names", async () => {
    using model = made(name);
    const bytes = bytesOf(name, "model.safetensors");
    await loadFileWeights(model, await openSafetensors(bytesSource(bytes)));
    expect(new Map(await fileWeights(model))).toEqual(readSafetensors(bytes).tensors);
  });
});

test("sound becomes ids, of the start that its config.json names", async () => {
  using model = made("whisper").eval();
  const features = placed(model.sampleInputs(2)[0]!);
  const options = { decoderStartTokenId: 3, maxNewTokens: 5 };
  const sequences = await generateIds(model, { inputs: { input_features: features } }, options);
  expect(sequences.map((ids) => [ids.length, ids[0]])).toEqual([
    [6, 3],
    [6, 3],
  ]);
  features.dispose();
});

testInScope("sound of another length is refused, and a text that is missing", () => {
  const model = made("whisper");
  const features = (frames: number) =>
    tensor(new Float32Array(6 * frames), { shape: [1, 6, frames] });
  expect(() => model.forwardNamed({ input_features: features(20) })).toThrow(
    "features is [1, 6, 20], expected [batch, 6, 22], padded with silence",
  );
  expect(() => model.forwardNamed({ input_features: features(22) })).toThrow(
    "decoder_input_ids is undefined",
  );
  model.dispose();
});

describe("a config.json is refused by name", () => {
  const half = (name: string, change: object) => ({
    [name]: { ...(configOf("vision_encoder_decoder")[name] as object), ...change },
  });
  test.each([
    [half("encoder", { model_type: "swin" }), 'encoder.model_type is "swin", expected vit or deit'],
    [half("decoder", { model_type: "bert" }), 'decoder.model_type is "bert", expected gpt2'],
    [
      half("decoder", { add_cross_attention: false }),
      "add_cross_attention is false, expected true",
    ],
    [half("decoder", { n_experts: 2 }), "n_experts is not understood for gpt2"],
    [{ encoder: null }, "encoder is null, expected the config of a model"],
  ])("%j", (change, message) => {
    expect(() => made("vision_encoder_decoder", change)).toThrow(message);
  });
});
