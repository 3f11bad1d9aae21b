import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manualSeed, noGrad, scope, tensor } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { weightsFile } from "../../src/model-folder/write-model-folder.ts";
import { modelFromConfig, namedConfig } from "../../src/models/families/find-family.ts";
import type { KeywordTransformer } from "../../src/models/speech/keyword-transformer.ts";
import { folderOnDisk } from "../../src/node/index.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { kwtFeatureExtractor } from "../../src/preprocessing/sound/kwt-feature-extractor.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

/** A config.json as it is published: it names no family. */
const tiny = {
  ...{
    labels: ["yes", "no"],
    sampling_rate: 4000,
    samples: 1000,
    frame_length: 200,
    hop_length: 100,
  },
  ...{ mfcc: "in words", d_model: 8, nhead: 2, dim_feedforward: 16, layers: 2, norm_first: false },
  ...{ activation: "gelu_tanh", num_mel_bins: 12, num_mfcc: 6, upper_edge_hertz: 1900 },
};
const made = () => modelFromConfig(namedConfig(tiny)) as KeywordTransformer;
const sine = (length: number, hertz: number, rate: number) =>
  Float32Array.from({ length }, (_, i) => 0.3 * Math.sin((2 * Math.PI * hertz * i) / rate));

describe("KWT", () => {
  it("makes cepstra of frames: their definition, written out", () => {
    using model = made();
    const sound = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * i) / 2); // in every band
    const cepstra = scope(() =>
      model.frontEnd.forward(tensor(sound, { shape: [1, 1000] })).dataSync(),
    );
    const frame = Array.from(
      sound.subarray(100, 300),
      (x, t) => x * (0.5 - 0.5 * Math.cos((2 * Math.PI * t) / 200)),
    );
    const toMel = (hertz: number) => 1127 * Math.log(1 + hertz / 700);
    const edges = Array.from(
      { length: 14 },
      (_, i) => toMel(20) + (i * (toMel(1900) - toMel(20))) / 13,
    );
    const magnitudes = Array.from({ length: 122 }, (_, bin) => {
      const [re, im] = [Math.cos, Math.sin].map((of) =>
        frame.reduce((sum, x, t) => sum + x * of((2 * Math.PI * bin * t) / 256), 0),
      );
      return Math.hypot(re!, im!);
    });
    const mels = Array.from({ length: 12 }, (_, i) => {
      const [low, middle, high] = edges.slice(i, i + 3) as [number, number, number];
      return magnitudes.reduce((sum, size, bin) => {
        const mel = toMel((bin * 4000) / 256);
        return (
          sum +
          size * Math.max(0, Math.min((mel - low) / (middle - low), (high - mel) / (high - middle)))
        );
      }, 0);
    });
    for (let k = 0; k < 6; k++) {
      const expected = mels.reduce(
        (sum, mel, i) =>
          sum + Math.log(mel) * Math.sqrt(2 / 12) * Math.cos((Math.PI / 12) * (i + 0.5) * k),
        0,
      );
      expect(cepstra[6 + k]).toBeCloseTo(expected, 3);
    }
  });

  it("is opened from a folder whose config.json names no family, and by a pipeline; what is written is read", async () => {
    manualSeed(1);
    const model = made().eval();
    const logits = await noGrad(() =>
      model.forward(tensor(sine(1000, 300, 4000), { shape: [1, 1000] })),
    ).data();
    const files = new Map([
      ["config.json", new TextEncoder().encode(JSON.stringify(tiny))],
      ["model.safetensors", await weightsFile(model)],
    ]);
    model.dispose();
    const loaded = await fromPretrained(filesInMemory(files, "kwt"));
    const tell = await pipeline("audio-classification", loaded);
    const told = await tell(sine(1000, 300, 4000), { topK: null, functionToApply: "none" });
    const by = new Map([told].flat(2).map(({ label, score }) => [label, score]));
    expect(by.get("yes")).toBeCloseTo(logits[0]!, 4);
    expect(by.get("no")).toBeCloseTo(logits[1]!, 4);
    loaded.model.dispose();
  });

  it("hears sounds in the middle of its window", () => {
    const extractor = kwtFeatureExtractor({ samples: 4, sampling_rate: 100 });
    const rows = [[1], [1, 2, 3], [1, 2, 3, 4, 5, 6]].map((one) => Float32Array.from(one));
    const { values } = extractor.extract(rows).input_values!;
    expect([...values]).toEqual([0, 1, 0, 0, 1, 2, 3, 0, 2, 3, 4, 5]);
  });

  it("refuses sounds of another length, and sizes that do not go together", () => {
    using model = made();
    expect(() => model.forward(tensor([[1, 2, 3]]))).toThrow("expected [batch, 1000]");
    const changed = (change: object) => () => modelFromConfig({ ...namedConfig(tiny), ...change });
    expect(changed({ nhead: 3 })).toThrow("nhead is 3");
    expect(changed({ upper_edge_hertz: 2500 })).toThrow("at most half of sampling_rate");
    expect(changed({ frame_length: 1001 })).toThrow("at most samples");
    expect(changed({ stride: 2 })).toThrow("stride is not understood");
  });
});

const folder = process.env.QKV_KWT_DIR ?? "";

/** Of the published weights, in the folder that QKV_KWT_DIR names. */
describe.skipIf(folder === "")(
  "the published KWT, skipped unless QKV_KWT_DIR names its folder",
  () => {
    it("hears what its reference hears", async () => {
      const loaded = await fromPretrained(folderOnDisk(folder));
      const tell = await pipeline("audio-classification", loaded);
      const { heard } = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8")) as {
        heard: { file: string; heard: string; probability: number }[];
      };
      let right = 0;
      for (const { file, heard: label, probability } of heard) {
        const [best] = [await tell(readFileSync(join(folder, "words", file)))].flat(2);
        expect(best!.label).toBe(label);
        expect(Math.abs(best!.score - probability)).toBeLessThan(1e-3);
        if (file.startsWith(`${label}-`)) right++;
      }
      expect(right).toBeGreaterThanOrEqual(18);

      const expected = readSafetensors(readFileSync(join(folder, "expect.safetensors")));
      const { shape, values } = expected.tensors.get("chirp/mfcc")!;
      const model = loaded.model as KeywordTransformer;
      const cepstra = tensor(values, { shape: [1, ...shape] });
      const logits = await noGrad(() => model.scores(cepstra)).data();
      for (const [i, logit] of [...expected.tensors.get("chirp/logits")!.values].entries())
        expect(Math.abs(logits[i]! - logit)).toBeLessThan(1e-3);

      using fresh = modelFromConfig(loaded.config) as KeywordTransformer;
      const tables = new Map(model.frontEnd.namedTensors());
      for (const [name, table] of fresh.frontEnd.namedTensors()) {
        const [own, published] = [await table.data(), await tables.get(name)!.data()];
        const apart = own.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - published[i]!)),
          0,
        );
        expect(apart, name).toBeLessThan(1e-3);
      }
      model.dispose();
    });
  },
);
