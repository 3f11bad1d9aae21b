import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { modelFolderFiles } from "../src/model-folder/write-model-folder.ts";
import { fromPretrained } from "../src/node/from-pretrained.ts";
import { pipeline } from "../src/node/pipeline.ts";
import { Generator, manualSeed } from "../src/random/generator.ts";
import { recipes } from "../src/recipes/recipes.ts";

const [recipe] = recipes;

/** Each letter is the one after that two places before, nine times of ten, and any of four else. */
function everySecond(length: number): string {
  const [draws, others] = [new Generator(1).uniform(length), new Generator(2).integers(length, 4)];
  const ids = [0, 1];
  for (let i = 2; i < length; i++) ids.push(draws[i]! < 0.9 ? (ids[i - 2]! + 1) % 4 : others[i]!);
  return ids.map((id) => "abcd"[id]).join("");
}

/** What a model that knows the rule cannot fall below, in nats; who sees the last letter alone has ln 4 = 1.386. */
const entropy = -(0.925 * Math.log(0.925) + 3 * 0.025 * Math.log(0.025));

function prepared(given: object) {
  const text = everySecond(6000);
  const small = {
    layers: 2,
    heads: 2,
    dModel: 16,
    context: 16,
    batch: 8,
    seed: 1,
    evalEvery: 1000,
  };
  const plan = recipe.plan({ preset: "modern", ...small, ...given });
  return plan.prepare({ text, source: "made", sha256: "ab" });
}

async function validationLoss(given: object): Promise<number> {
  const training = prepared(given);
  manualSeed(1);
  using run = training.start();
  await run.fit({ steps: training.settings.steps });
  run.model.eval();
  return await run.heldOut.atTheEnd(); // before the run is freed
}

describe("the preset modern", () => {
  test("learns what a letter owes to the one before the last, and no more than there is to know", async () => {
    const loss = await validationLoss({ steps: 120 });
    expect(loss).toBeLessThan(0.6);
    expect(loss).toBeGreaterThan(entropy - 0.05);
  });

  test("leaves a folder that fromPretrained and a pipeline open", async () => {
    const training = prepared({ steps: 4 });
    const folder = mkdtempSync(join(tmpdir(), "qkv-modern-"));
    try {
      using run = training.start();
      await run.fit({ steps: 2 });
      for (const [name, bytes] of await modelFolderFiles({ ...training, model: run.model }))
        writeFileSync(join(folder, name), bytes);
      const { model, tokenizer } = await fromPretrained(folder);
      expect(model).toMatchObject({ modelType: "qkv-modern-gpt", contextLength: 16 });
      expect([...tokenizer!.encode("abcd")]).toEqual([0, 1, 2, 3]);
      model.dispose();
      using generate = await pipeline("text-generation", folder);
      const [answer] = [await generate("abc", { maxNewTokens: 5, doSample: false })].flat();
      expect(JSON.stringify(answer)).toMatch(/abc[abcd]{5}/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("moves matrices by Muon and the rest by AdamW, each with its own rate", () => {
    const settings = recipe.plan({ preset: "modern", steps: 50 }).settings;
    expect(settings).toMatchObject({ design: "modern", warmup: 5, minLr: 0, lr: 0.02 });
    expect(recipe.plan({ preset: "nanogpt-cpu" }).settings).toMatchObject({ design: "gpt2" });
  });
});
