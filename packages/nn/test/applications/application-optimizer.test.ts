import { describe, expect, it } from "vitest";
import { applicationOptimizer } from "../../src/applications/application-optimizer.ts";
import { applications } from "../../src/applications/index.ts";
import type { ApplicationTraining } from "../../src/applications/training-fields.ts";
import { AdamW } from "../../src/optim/adam.ts";

const parted = async (name: "translation" | "pictures", preset: string) => {
  const given = { preset, optimizer: "muon", lr: 5e-3 } as const;
  const plan = applications[name].plan(given);
  using run = (await plan.prepare()).start();
  const { model } = run;
  const optimizer = applicationOptimizer(model, plan.settings as ApplicationTraining);
  const names = new Map([...model.namedParameters()].map(([path, one]) => [one, path]));
  const byMethod = (method: string) =>
    optimizer.groups
      .filter((group) => (group as { method?: string }).method === method)
      .flatMap(({ params }) => params.map((one) => names.get(one)!));
  return { muon: byMethod("muon"), rest: byMethod("adamw"), all: names.size };
};

describe("the optimiser of an application", () => {
  it("is Muon for the matrices of an encoder-decoder's blocks, AdamW for its table of tokens and its vectors", async () => {
    const { muon, rest, all } = await parted("translation", "small");
    // One block each: four matrices of attention in the encoder, eight in the decoder, and two each of the feed-forward.
    expect(muon).toHaveLength(16);
    expect(muon.every((name) => /layers\.0\..*weight$/.test(name))).toBe(true);
    expect(muon.length + rest.length).toBe(all);
    expect(rest.filter((name) => /shared|embed/.test(name))).not.toHaveLength(0);
  });

  it("leaves a head, patches and positions of a vision transformer to AdamW", async () => {
    const { muon, rest } = await parted("pictures", "small-vit");
    expect(muon).toHaveLength(12);
    expect(rest.some((name) => /classifier.*weight/.test(name))).toBe(true);
  });

  it("is AdamW for all unless asked otherwise, and refuses other names", async () => {
    const plan = applications.pictures.plan({ preset: "small-vit" });
    using run = (await plan.prepare()).start();
    expect(applicationOptimizer(run.model, plan.settings)).toBeInstanceOf(AdamW);
    expect(() => applications.pictures.plan({ optimizer: "sgd" as "muon" })).toThrow(
      'expected "adamw" or "muon"',
    );
    const kernels = await applications.pictures.plan({ optimizer: "muon" }).prepare();
    expect(() => kernels.start()).toThrow("optimizer is muon, but the model has no blocks");
    const equations = await applications.grokking.plan({ optimizer: "muon" }).prepare();
    expect(() => equations.start()).toThrow("optimizer is muon, expected adamw");
  });
});
