import { describe, expect, test } from "vitest";
import { DataLoader } from "../src/data/data-loader.ts";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { BatchNorm1d } from "../src/layers/batch-norm.ts";
import { Dropout } from "../src/layers/dropout.ts";
import { Linear } from "../src/layers/linear.ts";
import { mseLoss } from "../src/losses/mse-loss.ts";
import { Sequential } from "../src/module/sequential.ts";
import { AdamW } from "../src/optim/adam.ts";
import { SGD } from "../src/optim/sgd.ts";
import { resumeTraining, saveTraining } from "../src/training/checkpoint.ts";
import { Trainer } from "../src/training/trainer.ts";
import { lossesOf, tinyTraining } from "./tiny-training.ts";

describe("one fit at a time", () => {
  test("a second one on the same trainer is refused, and the first goes on as if alone", async () => {
    const { trainer } = tinyTraining();
    const first = trainer.fit({ steps: 10 });
    await expect(trainer.fit({ steps: 10 })).rejects.toThrow(
      "Trainer: fit while another fit is under way; await that one before",
    );
    const alone = await tinyTraining().trainer.fit({ steps: 10 });
    expect(lossesOf(await first)).toEqual(lossesOf(alone));
    await trainer.fit({ steps: 12 });
    expect(trainer.step).toBe(12);
  });

  test("one inside a callback is refused", async () => {
    const { trainer } = tinyTraining();
    const onStep = async () => void (await trainer.fit({ steps: 5 }));
    await expect(trainer.fit({ steps: 3, callbacks: [{ onStep }] })).rejects.toThrow(
      "another fit is under way",
    );
    await trainer.fit({ steps: 3 }); // the failure let go of it
  });

  test("another trainer may not move the same parameters, but may share frozen ones", async () => {
    const { trainer, model, optimizer } = tinyTraining();
    const sameOptimizer = new Trainer({ ...trainer.options });
    const otherOptimizer = new Trainer({
      ...trainer.options,
      optimizer: new SGD([model.head.weight]),
    });
    const first = trainer.fit({ steps: 4 });
    for (const other of [sameOptimizer, otherOptimizer])
      await expect(other.fit({ steps: 4 })).rejects.toThrow(
        "Trainer: another fit is moving transformer.wte.weight; await that one before",
      );
    await first;
    await sameOptimizer.fit({ steps: 4 });
    const base = new Linear(2, 2);
    for (const parameter of base.parameters()) parameter.requiresGrad_(false);
    const onBase = () => {
      const own = new Linear(2, 2);
      const loader = new DataLoader([0], { collate: () => tensor([[1, 2]]) });
      return new Trainer({
        model: new Sequential(base, own),
        optimizer: new SGD(own.parameters()),
        data: loader,
        loss: (x) => mseLoss(own.forward(base.forward(x)), zeros([1, 2])),
      });
    };
    await Promise.all([onBase().fit({ steps: 3 }), onBase().fit({ steps: 3 })]);
    expect(optimizer.groups).toHaveLength(2);
  });
});

describe("a checkpoint is of one moment", () => {
  test("saved while steps go on, it resumes to the bit", async () => {
    const whole = lossesOf(await tinyTraining({ dropout: 0.1 }).trainer.fit({ steps: 20 }));
    const { trainer } = tinyTraining({ dropout: 0.1 });
    const running = trainer.fit({ steps: 20 });
    const files: Uint8Array[] = [];
    for (let i = 0; i < 3; i++) {
      await Promise.resolve(); // somewhere inside a step
      files.push(await saveTraining(trainer));
    }
    expect(lossesOf(await running)).toEqual(whole);
    for (const file of files) {
      const resumed = tinyTraining({ dropout: 0.1, seed: 9 });
      resumed.generator.manualSeed(1);
      const same = tinyTraining({ dropout: 0.1 });
      resumeTraining(same.trainer, file);
      const from = same.trainer.step;
      expect(from).toBeLessThan(20);
      expect(lossesOf(await same.trainer.fit({ steps: 20 }))).toEqual(whole.slice(from));
    }
  });

  test("a step waits until a checkpoint that nobody awaits is written", async () => {
    const { trainer } = tinyTraining();
    let saving: Promise<Uint8Array> | undefined;
    const onStep = ({ step }: { step: number }): void => {
      if (step === 3) saving = saveTraining(trainer);
    };
    const { records } = await trainer.fit({ steps: 8, callbacks: [{ onStep }] });
    const resumed = tinyTraining();
    resumeTraining(resumed.trainer, await saving!);
    expect(resumed.trainer.step).toBe(3);
    const rest = await resumed.trainer.fit({ steps: 8 });
    expect(lossesOf(rest)).toEqual(records.slice(3).map(({ loss }) => loss));
  });

  test("resuming in the middle of a step is refused, in a callback it is fine", async () => {
    const { trainer } = tinyTraining();
    const saved = await saveTraining(trainer);
    const running = trainer.fit({ steps: 2 });
    expect(() => resumeTraining(trainer, saved)).toThrow("resumeTraining: a step is under way");
    await running;
    const saving = saveTraining(trainer);
    expect(() => resumeTraining(trainer, saved)).toThrow("resumeTraining: it is being saved");
    await saving;
    let back = false;
    const onStep = (): void => {
      if (back) return;
      back = true;
      resumeTraining(trainer, saved);
    };
    const { records } = await trainer.fit({ steps: 4, callbacks: [{ onStep }] });
    expect(records.map(({ step }) => step)).toEqual([3, 1, 2, 3, 4]);
  });
});

describe("each module keeps its own mode", () => {
  const training = () => {
    const norm = new BatchNorm1d(3);
    const dropout = new Dropout(0.5);
    const head = new Linear(3, 2);
    const model = new Sequential(new Linear(2, 3), norm, dropout, head);
    const data = new DataLoader([0, 1], {
      batchSize: 2,
      collate: () =>
        tensor([
          [1, 2],
          [3, 5],
        ]),
    });
    const trainer = new Trainer({
      ...{ model, data, optimizer: new SGD(model.parameters(), { lr: 0.01 }) },
      loss: (x) => mseLoss(model.forward(x), zeros([2, 2])),
      validation: { every: 1, loss: async () => 1 },
    });
    const modes = () => [...model.namedModules()].map(([, { training }]) => training);
    const statistics = () =>
      [...norm.stateDict()].slice(2).map(([, value]) => [...value.dataSync()]);
    return { model, norm, head, trainer, modes, statistics };
  };

  test("a part in eval() stays so, and its statistics", async () => {
    const { norm, trainer, modes, statistics } = training();
    norm.eval();
    const [before, kept] = [modes(), statistics()];
    await trainer.fit({ steps: 3 });
    expect(modes()).toEqual(before);
    expect(statistics()).toEqual(kept);
  });

  test("so do all but a head, and a model that is in eval() as a whole", async () => {
    const { model, head, trainer, modes, statistics } = training();
    model.eval();
    head.train();
    const [before, kept] = [modes(), statistics()];
    await trainer.fit({ steps: 3 });
    expect(modes()).toEqual(before);
    model.eval();
    await trainer.fit({ steps: 5 });
    expect(modes()).not.toContain(true);
    expect(statistics()).toEqual(kept);
  });

  test("in training mode the statistics move", async () => {
    const { trainer, statistics } = training();
    const before = statistics();
    await trainer.fit({ steps: 2 });
    expect(statistics()).not.toEqual(before);
  });
});

describe("dispose", () => {
  test("frees moments and gradients, and neither the model nor anything else", async () => {
    const { model, data, optimizer, trainer } = tinyTraining();
    const before = defaultDevice().memory().buffers;
    {
      using disposable = trainer;
      await disposable.fit({ steps: 2 });
      expect(defaultDevice().memory().buffers).toBeGreaterThan(before);
    }
    expect(defaultDevice().memory().buffers).toBe(before);
    trainer.dispose(); // twice is once
    expect(model.parameters()[0]!.dataSync().length).toBeGreaterThan(0);
    expect(optimizer.stateDict().steps.every((step) => step === 0)).toBe(true);
    expect(data.state).toEqual({ batch: 2 });
    await expect(trainer.fit({ steps: 4 })).rejects.toThrow("Trainer: fit after dispose");
    await expect(saveTraining(trainer)).rejects.toThrow("after dispose");
    expect(() => resumeTraining(trainer, new Uint8Array())).toThrow("after dispose");
    const again = new Trainer({ ...trainer.options, optimizer: new AdamW(model.parameters()) });
    await again.fit({ steps: 1 });
  });

  test("is refused while a fit is under way", async () => {
    const { trainer } = tinyTraining();
    const running = trainer.fit({ steps: 2 });
    expect(() => trainer.dispose()).toThrow(
      "dispose while fit is under way; stop it by its signal",
    );
    await running;
    trainer.dispose();
  });
});
