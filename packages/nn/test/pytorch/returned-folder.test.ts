import { beforeAll, describe, expect, it } from "vitest";
import { applications } from "../../src/applications/applications.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { exportRun } from "../../src/pytorch/export-run.ts";
import { importRun } from "../../src/pytorch/import-run.ts";
import { PytorchError } from "../../src/pytorch/pytorch-error.ts";
import { recipes } from "../../src/recipes/recipes.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";
import { exportedFiles, kinds, runOf } from "./exported-run.ts";

type Files = Map<string, Uint8Array>;
const json = (files: Files, name: string) => JSON.parse(new TextDecoder().decode(files.get(name)!));
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const imported = (files: Files) => importRun(filesInMemory(files, "run"));

/** A file of tensors, with other values, of another step. */
function changed(
  file: Uint8Array,
  step: number,
  change: (name: string, tensor: HostTensor) => HostTensor = (_, tensor) => tensor,
): Uint8Array {
  const { tensors, metadata } = readSafetensors(file);
  return writeSafetensors(
    [...tensors].map(([name, tensor]) => [name, change(name, tensor)]),
    { ...metadata, step: String(step) },
  );
}

/** The folder as a program that has done two steps leaves it. */
function trained(files: Files): Files {
  const run = json(files, "run.json");
  const steps = Object.fromEntries(Object.keys(run.parameter_steps).map((name) => [name, 5]));
  const plus = (amount: number) => (_: string, one: HostTensor) => ({
    ...one,
    values: one.values.map((value) => value + amount) as Float32Array,
  });
  return new Map([
    ...files,
    ["run.json", bytes({ ...run, step: 5, parameter_steps: steps })],
    ["model.safetensors", changed(files.get("model.safetensors")!, 5, plus(0.5))],
    ["optimizer.safetensors", changed(files.get("optimizer.safetensors")!, 5, plus(0.25))],
    ["average.safetensors", changed(files.get("average.safetensors")!, 5, plus(0.125))],
  ]);
}

let files: Files;
let before: ReturnType<typeof readSafetensors>;
beforeAll(async () => {
  const given = await runOf(await kinds["a translation with averaged weights"]!(), 3);
  using run = given.run;
  before = readSafetensors(await run.save());
  files = await exportedFiles(given);
});

describe("a folder that PyTorch has trained in", () => {
  it("brings weights, moments, averages, steps and the place in the data", async () => {
    const back = await imported(trained(files));
    expect(back).toMatchObject({ step: 5, steps: 6, ofPytorch: 2 });
    const { tensors, metadata } = readSafetensors(back.files.get("training.safetensors")!);
    const apart: Readonly<Record<string, number>> = {
      ...{ model: 0.5, optimizer: 0.25, average: 0.125, best: 0 },
    };
    for (const [name, { values }] of before.tensors) {
      const by = apart[name.split(".")[0]!]!;
      expect(tensors.get(name)!.values, name).toEqual(values.map((value) => value + by));
    }
    const state = JSON.parse(metadata.training!);
    expect(metadata.step).toBe("5");
    expect(state).toMatchObject({ step: 5, data: json(files, "run.json").positions[1] });
    expect(new Set(state.optimizer.steps)).toEqual(new Set([5]));
    const { averageUpdates } = JSON.parse(before.metadata.validation!);
    expect(JSON.parse(metadata.validation!).averageUpdates).toBe(averageUpdates + 2);
  });

  it("is that of the last whole saving, where a kill came before its files had their names", async () => {
    const after = trained(files);
    const broken = new Map(files);
    for (const name of ["model", "optimizer", "average"])
      broken.set(`${name}.safetensors.new`, after.get(`${name}.safetensors`)!);
    expect((await imported(broken)).step).toBe(3);
    broken.set("run.json.new", after.get("run.json")!);
    expect(await imported(broken)).toEqual(await imported(after));
  });

  const run = (change: object) => () =>
    new Map([...files, ["run.json", bytes({ ...json(files, "run.json"), ...change })]]);
  const tensors =
    (name: string, ...given: [number, Parameters<typeof changed>[2]?]) =>
    () =>
      new Map([...files, [name, changed(files.get(name)!, ...given)]]);
  const without = (name: string) => () => {
    const rest = new Map(files);
    rest.delete(name);
    return rest;
  };
  it.each<[string, () => Files, RegExp]>([
    ["no run.json", without("run.json"), /no folder of qkv export --to pytorch/],
    [
      "no moments",
      without("optimizer.safetensors"),
      /optimizer\.safetensors: there is no such file/,
    ],
    ["another format", run({ format: "other" }), /format is "other", expected "qkv-pytorch"/],
    ["a later step than there are batches", run({ step: 7 }), /step is 7, expected 3 up to 6/],
    ["an earlier step", run({ step: 2 }), /step is 2, expected 3 up to 6/],
    ["a step that is none", run({ step: 1.5 }), /run\.json: step is 1\.5/],
    [
      "no steps of a parameter",
      run({ parameter_steps: {} }),
      /parameter_steps\.model\S+ is missing/,
    ],
    ["positions that are none", run({ positions: 3 }), /step is 3, expected 3 up to 3/],
    [
      "weights of another step",
      tensors("model.safetensors", 4),
      /model\.safetensors is of step 4 and run\.json of step 3/,
    ],
    [
      "moments of another step",
      tensors("optimizer.safetensors", 4),
      /optimizer\.safetensors is of step 4/,
    ],
    [
      "averages of another step",
      tensors("average.safetensors", 4),
      /average\.safetensors is of step 4/,
    ],
    [
      "a moment that is no number",
      tensors("optimizer.safetensors", 3, (_, one) => ({
        ...one,
        values: one.values.map(() => Number.NaN) as Float32Array,
      })),
      /optimizer\.safetensors: .*is NaN at element 0, expected finite numbers/,
    ],
    [
      "a moment of another shape",
      tensors("optimizer.safetensors", 3, (_, one) => ({ ...one, shape: [1, ...one.shape] })),
      /optimizer\.safetensors: .* is \[1, \S.*, the shape of the parameter/,
    ],
  ])("is refused: %s", async (_, given, message) => {
    await expect(imported(given())).rejects.toThrow(message);
  });
});

describe("what PyTorch cannot go on with is refused, with what to do", () => {
  const shape = { layers: 1, heads: 2, dModel: 8, batch: 2, steps: 4, evalEvery: 2 };
  const text = { text: "the whale swam on\n".repeat(20), source: "here", sha256: "ab" };
  const { classification, translation } = applications;
  it.each([
    [
      "the modern design",
      () => recipes[0].plan({ ...shape, preset: "modern", context: 8 }).prepare(text),
      /qkv-modern-gpt, a family of this library that Hugging Face's transformers lacks; train one in GPT-2's design/,
    ],
    [
      "Muon",
      () => translation.plan({ ...shape, vocabulary: 280, optimizer: "muon" }).prepare(),
      /trains with MuonAdamW.*--optimizer adamw/,
    ],
    [
      "another loss",
      () => classification.plan(shape).prepare(),
      /classification learns by a loss that train_torch\.py does not have/,
    ],
  ])("%s", async (_, prepare, message) => {
    const { run, ready } = await runOf(await prepare(), 0);
    using _run = run;
    const exporting = exportRun(run, { recipe: ready.training.recipe, steps: 4 });
    await expect(exporting).rejects.toThrow(PytorchError);
    await expect(exporting).rejects.toThrow(message);
  });
});
