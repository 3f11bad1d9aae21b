import { expect, test } from "vitest";
import { freeze, unfreeze } from "../src/fine-tuning/freeze.ts";
import { layerwiseLearningRates } from "../src/fine-tuning/layerwise-learning-rates.ts";
import { Adam } from "../src/optim/adam.ts";
import { tinyTraining } from "./tiny-training.ts";

test("frozen parameters keep their values, and learn again after unfreeze", async () => {
  const { model, trainer } = tinyTraining();
  const values = () =>
    new Map([...model.namedParameters()].map(([name, tensor]) => [name, [...tensor.dataSync()]]));
  const changed = (before: ReadonlyMap<string, readonly number[]>) =>
    [...values()].filter(([name, now]) => now.join() !== before.get(name)!.join()).map(([n]) => n);
  await trainer.fit({ steps: 1 }); // leaves gradients behind
  const names = freeze(model, ["transformer.h.0.*", "*.bias"]);
  expect(names).toContain("transformer.h.0.attn.c_attn.weight");
  expect(names).toContain("transformer.h.1.ln_1.bias");
  expect(names).not.toContain("transformer.h.1.ln_1.weight");
  const before = values();
  await trainer.fit({ steps: 3 });
  const rest = [...before.keys()].filter((name) => !names.includes(name));
  expect(changed(before)).toEqual(rest);
  unfreeze(model, "*");
  const again = values();
  await trainer.fit({ steps: 5 });
  expect(changed(again)).toEqual([...before.keys()]);
});

test("a shared parameter is frozen by any of its names; patterns must meet one", () => {
  const { model } = tinyTraining();
  expect(freeze(model, "lm_head.weight")).toEqual(["lm_head.weight"]);
  expect(model.tokenEmbedding.weight.requiresGrad).toBe(false);
  expect(freeze(model, "transformer.h.?.ln_1.weight")).toHaveLength(2);
  expect(() => freeze(model, ["*", "encoder.*"])).toThrow(
    'freeze: "encoder.*" meets no name, expected one like transformer.wte.weight,',
  );
  expect(() => unfreeze(model, "transformer.wte")).toThrow("unfreeze");
});

test("layer-wise rates fall by the decay from layer to layer", () => {
  const { model } = tinyTraining();
  const groups = layerwiseLearningRates(model, { decay: 0.5 });
  expect(groups.map(({ lrScale }) => lrScale)).toEqual([0.125, 0.25, 0.5, 1]);
  const names = new Map([...model.namedParameters()].map(([name, tensor]) => [tensor, name]));
  const firsts = groups.map(({ params }) => names.get(params[0]!));
  expect(firsts).toEqual([
    "transformer.wte.weight",
    "transformer.h.0.ln_1.weight",
    "transformer.h.1.ln_1.weight",
    "transformer.ln_f.weight",
  ]);
  expect(groups.flatMap(({ params }) => params)).toHaveLength(names.size);
  const { groups: made } = new Adam(groups, { lr: 0.8 });
  expect(made.map(({ lr }) => lr)).toEqual([0.1, 0.2, 0.4, 0.8]);
});

test("a schedule is scaled for each group; frozen parameters and vectors are told apart", async () => {
  const { model, data, trainer } = tinyTraining();
  freeze(model, "transformer.w?e.*");
  const groups = layerwiseLearningRates(model, { decay: 0.5, weightDecay: 0.1 });
  expect(groups.map(({ lrScale, weightDecay }) => [lrScale, weightDecay])).toEqual([
    ...[
      [0.25, 0.1],
      [0.25, 0],
      [0.5, 0.1],
      [0.5, 0],
      [1, 0],
    ],
  ]);
  const optimizer = new Adam(groups, { lr: 1 });
  const scaled = tinyTraining({ ...trainer.options, model, data, optimizer, schedule: () => 0.4 });
  expect((await scaled.trainer.fit({ steps: 1 })).records).toHaveLength(1);
  expect(optimizer.groups.map(({ lr }) => lr)).toEqual([0.1, 0.1, 0.2, 0.2, 0.4]);
  const byHand = layerwiseLearningRates(model, { decay: 0.1, depthOf: (name) => name.length % 2 });
  expect(byHand.map(({ lrScale }) => lrScale)).toEqual([0.1, 1]);
  expect(() => layerwiseLearningRates(model, { decay: 0 })).toThrow("decay is 0, expected above 0");
  expect(() => layerwiseLearningRates(model, { decay: 1, lr: 1 } as never)).toThrow(
    "layerwiseLearningRates: unknown option lr, expected one of decay",
  );
});
