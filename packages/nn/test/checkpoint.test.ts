import { describe, expect, test } from "vitest";
import { Linear } from "../src/layers/linear.ts";
import { Adafactor } from "../src/optim/adafactor.ts";
import { resumeTraining, saveModel, saveTraining } from "../src/training/checkpoint.ts";
import { Trainer } from "../src/training/trainer.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { lossesOf, tinyTraining } from "./tiny-training.ts";

const bits = (values: Iterable<number>) => [
  ...new BigUint64Array(Float64Array.from(values).buffer),
];

describe("resuming", () => {
  test.each([0, 0.2])(
    "gives exactly the losses of an uninterrupted run (dropout %d)",
    async (dropout) => {
      const whole = await tinyTraining({ dropout }).trainer.fit({ steps: 30 });
      const first = tinyTraining({ dropout });
      const begun = await first.trainer.fit({ steps: 12 });
      const saved = await saveTraining(first.trainer);
      await first.trainer.fit({ steps: 20 }); // what is lost in a crash
      const second = tinyTraining({ dropout, seed: 99 }); // everything of its own is replaced ...
      const resumed = tinyTraining({ dropout });
      resumeTraining(resumed.trainer, saved);
      const rest = await resumed.trainer.fit({ steps: 30 });
      expect(bits([...lossesOf(begun), ...lossesOf(rest)])).toEqual(bits(lossesOf(whole)));
      resumeTraining(second.trainer, saved);
      expect(second.generator.state).toEqual({ seed: 1, stream: expect.any(Number) });
      expect(second.trainer.step).toBe(12);
    },
  );

  test("takes any optimiser", async () => {
    const begin = () => {
      const { trainer, model } = tinyTraining();
      return new Trainer({ ...trainer.options, optimizer: new Adafactor(model.parameters()) });
    };
    const whole = await begin().fit({ steps: 8 });
    const first = begin();
    const begun = await first.fit({ steps: 3 });
    const resumed = begin();
    resumeTraining(resumed, await saveTraining(first));
    const rest = await resumed.fit({ steps: 8 });
    expect(bits([...lossesOf(begun), ...lossesOf(rest)])).toEqual(bits(lossesOf(whole)));
  });

  test("refuses files that are none, with what is wrong", async () => {
    const { trainer, model } = tinyTraining();
    const plain = await saveModel(model);
    expect(() => resumeTraining(trainer, plain)).toThrow("holds no training state");
    const saved = await saveTraining(trainer);
    const { tensors, metadata } = readSafetensors(saved);
    const patched = (patch: object) =>
      writeSafetensors(tensors, {
        training: JSON.stringify({ ...JSON.parse(metadata.training!), ...patch }),
      });
    expect(() => resumeTraining(trainer, patched({ version: 9 }))).toThrow(
      "version is 9, expected 1 or 2",
    );
    expect(() => resumeTraining(trainer, patched({ step: -1 }))).toThrow("damaged");
    const { optimizer } = JSON.parse(metadata.training!);
    const withSteps = (steps: unknown) => patched({ optimizer: { ...optimizer, steps } });
    expect(() => resumeTraining(trainer, withSteps(5))).toThrow("damaged");
    expect(() => resumeTraining(trainer, withSteps([1]))).toThrow("state of 1 param");
    expect(() => resumeTraining(trainer, saved.subarray(0, saved.length - 1))).toThrow();
  });
});

test("a saved model is plain safetensors, each shared parameter once", async () => {
  const { model } = tinyTraining();
  const { tensors } = readSafetensors(await saveModel(model));
  expect(tensors.has("lm_head.weight")).toBe(false);
  const wte = tensors.get("transformer.wte.weight")!;
  expect(wte.shape).toEqual([11, 16]);
  expect([...wte.values]).toEqual([...model.tokenEmbedding.weight.dataSync()]);
  const other = tinyTraining({ seed: 5 }).model;
  other.loadStateDict(tensors);
  expect(bits(other.head.weight.dataSync())).toEqual(bits(model.head.weight.dataSync()));
  expect(() => new Linear(2, 2).loadStateDict(tensors)).toThrow("unexpected keys: transformer.h.0");
});
