import { describe, expect, it } from "vitest";
import { filesInMemory } from "../src/model-folder/files-in-memory.ts";
import { readModelDescription } from "../src/model-folder/read-model-description.ts";
import { readModelFolder } from "../src/model-folder/read-model-folder.ts";
import { descriptionFiles, modelFolderFiles } from "../src/model-folder/write-model-folder.ts";
import { manualSeed } from "../src/random/generator.ts";
import { openModel, recipeOf, recipes } from "../src/recipes/recipes.ts";
import { ChangedSettingError, RecipeError, SettingsError } from "../src/recipes/settings-error.ts";

const [text, pairs] = recipes;
const never = new AbortController().signal;
const small = { layers: 1, heads: 2, dModel: 8, batch: 2, steps: 4, evalEvery: 2, evalBatches: 1 };
const texts = {
  gpt: "the whale swam on, and the ship went after it\n".repeat(8),
  seq2seq: Array.from({ length: 30 }, (_, i) => `a b${i % 7}\tb${i % 7} a\n`).join(""),
} as const;

describe.each([
  [text, { preset: "tiny", context: 8 }, "the whale"],
  [text, { preset: "modern", context: 8 }, "the whale"],
  [pairs, { feedForward: 8 }, "a b3"],
] as const)("a recipe", (recipe, own, prompt) => {
  const settings = { ...own, ...small, lr: 1e-3, minLr: 1e-3, warmup: 0 };
  const data = { text: texts[recipe.name as keyof typeof texts], source: "here", sha256: "ab" };

  it(`${recipe.name}: trains, is written, resumed to the bit, opened and used`, async () => {
    const start = async (prepared: ReturnType<ReturnType<typeof recipe.plan>["prepare"]>) => {
      manualSeed(prepared.settings.seed);
      return prepared.start();
    };
    const whole = await start(recipe.plan(settings).prepare(data));
    const { records } = await whole.fit({ steps: 4 });
    const prepared = recipe.plan({ ...settings, steps: 2 }).prepare(data);
    const half = await start(prepared);
    await half.fit({ steps: 2 });

    const described = await readModelDescription(filesInMemory(descriptionFiles(prepared)));
    expect(recipeOf(described)).toBe(recipe);
    const plan = recipe.resume(described, { steps: 4 });
    const rest = await start(plan.prepare(data));
    rest.restore(await half.save());
    const timeless = ({ step, loss, valLoss }: (typeof records)[number]) => [step, loss, valLoss];
    expect((await rest.fit({ steps: 4 })).records.map(timeless)).toEqual(
      records.slice(2).map(timeless),
    );

    expect(rest.heldOut.score).toBeUndefined();
    const loss = await rest.heldOut.atTheEnd();
    expect(rest.heldOut.score).toMatchObject({ loss });
    expect((await rest.finalSamples(never)).length).toBeGreaterThan(0);

    const files = await modelFolderFiles({ ...prepared, model: rest.model });
    const opened = openModel(await readModelFolder(filesInMemory(files)));
    expect(opened).toMatchObject({ recipe: recipe.name, settings: prepared.settings });
    const evaluation = opened.evaluation(data.text, "here");
    const score = await evaluation.score();
    expect(await evaluation.loss()).toBe(score.loss);
    const stream = opened.generation.stream(prompt, { maxNewTokens: 3 });
    const parts: string[] = [];
    let next = await stream.next();
    for (; !next.done; next = await stream.next()) parts.push(next.value.text);
    expect(parts.join("")).toBe(next.value.text);
    const { parameters, total, tensors } = await opened.inspect(prompt);
    expect(parameters.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    expect(total).toBe(opened.size.parameters);
    expect(tensors?.length).toBeGreaterThan(10);
    for (const { model } of [whole, half, rest, opened]) model.dispose();
  });

  it(`${recipe.name}: refuses other data, and what cannot change`, async () => {
    const prepared = recipe.plan(settings).prepare(data);
    const described = await readModelDescription(filesInMemory(descriptionFiles(prepared)));
    const other = { ...data, sha256: "cd" };
    expect(() => recipe.resume(described, {}).prepare(other)).toThrow(
      /is not the one that the run/,
    );
    const changed = () => recipe.resume(described, { layers: 2 }, "the run in x");
    expect(changed).toThrow(ChangedSettingError);
    expect(changed).toThrow("layers is 2, but the run in x has 1");
    const another = recipe === text ? pairs : text;
    expect(() => another.resume(described, {})).toThrow(RecipeError);
  });
});

describe("settings", () => {
  it.each([
    [text, { labelSmoothing: 0.1 }, "labelSmoothing is no setting of the recipe gpt"],
    [text, { preset: "pairs" }, "preset is pairs, which is none of the recipe gpt; expected book"],
    [text, { layers: 0 }, "layers is 0, expected an integer from 1 to 1000"],
    [
      text,
      { heads: 3, dModel: 8 },
      "heads is 3, expected a number that divides the width (dModel 8)",
    ],
    [pairs, { minLr: 1 }, "minLr is 1, expected at most the learning rate (lr 0.002)"],
    [pairs, { steps: 10, warmup: 10 }, "warmup is 10, expected fewer than the steps (steps 10)"],
  ] as const)("of %o", (recipe, given, message) => {
    expect(() => recipe.plan(given)).toThrow(SettingsError);
    expect(() => recipe.plan(given)).toThrow(message);
  });

  it("are named as the reader names them", () => {
    try {
      text.plan({ minLr: 1 });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof RecipeError)) throw error;
      expect(error.describe((name) => `--${name}`)).toMatch(/^--minLr is 1, .*\(--lr 0\.006\)$/);
    }
  });
});
