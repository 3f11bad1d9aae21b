import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import type { Model, NamedTensors } from "../../src/models/roles.ts";
import { folderOnDisk } from "../../src/node/folder-on-disk.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { scope } from "../../src/tensor/scope.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Case {
  readonly model: string;
  /** Fields of config.json that are others. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  readonly parameters: readonly string[];
}

/** What transformers' models gave: see generate-losses.py. */
const cases: readonly Case[] = JSON.parse(readFileSync(at("golden-learning/losses.json"), "utf8"));
const { tensors } = readSafetensors(readFileSync(at("golden-learning/losses.safetensors")));

/** A golden model, with other fields in its config.json. */
async function opened({ model, config }: Case): Promise<Model> {
  const folder = folderOnDisk(at(`golden/${model}`));
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  for (const name of ["config.json", "model.safetensors"]) files.set(name, await folder.read(name));
  const fields = JSON.parse(new TextDecoder().decode(files.get("config.json")));
  files.set("config.json", encoder.encode(JSON.stringify({ ...fields, ...config })));
  return (await fromPretrained(filesInMemory(files))).model;
}

type Named = Model & { forwardNamed(inputs: NamedTensors): NamedTensors };
const inputsOf = (i: number, { inputs }: Case): NamedTensors =>
  Object.fromEntries(
    inputs.map((name) => {
      const { values, shape, dtype } = tensors.get(`${i}/inputs/${name}`)!;
      return [name, tensor(values, { shape, dtype })];
    }),
  );

describe("the loss of labels, and its gradients, are those of Hugging Face's models", () => {
  test.each(cases.map((one, i) => [one.model, i, one] as const))("%s (%i)", async (_, i, given) => {
    const model = (await opened(given)) as Named;
    const norms = scope(() => {
      const { loss } = model.forwardNamed(inputsOf(i, given));
      expect(loss!.size).toBe(1);
      expect(loss!.dataSync()[0]).toBeCloseTo(tensors.get(`${i}/loss`)!.values[0]!, 4);
      loss!.backward();
      const parameters = model.stateDict();
      const normOf = ({ grad }: Tensor) => (grad ? Math.hypot(...grad.dataSync()) : 0);
      const total = Math.hypot(...model.parameters().map(normOf));
      const each = given.parameters.map((name) => [name, normOf(parameters.get(name)!)] as const);
      return [["all", total] as const, ...each];
    });
    const expected = tensors.get(`${i}/norms`)!.values;
    for (const [k, [name, norm]] of norms.entries())
      expect(Math.abs(norm - expected[k]!), name).toBeLessThan(1e-4 + 1e-3 * expected[k]!);
    model.dispose();
  });
});

test("targets that a model has no loss of are refused by name, and so are some without the others", async () => {
  const labels = tensor(Int32Array.of(1, 0), { shape: [2] });
  const of = async (name: string, inputs: NamedTensors) => {
    const { model } = await fromPretrained(at(`golden/${name}`));
    const named = model as Named;
    const sample = model.sampleInputs(2)[0]!;
    const input = tensor(sample.values, { shape: sample.shape, dtype: sample.dtype });
    return () => named.forwardNamed({ input_ids: input, pixel_values: input, ...inputs });
  };
  expect(await of("bert", { labels })).toThrow(
    "labels is given, but this model has no loss of it, expected no targets",
  );
  expect(await of("deit_teacher", { labels })).toThrow("labels is given");
  expect(await of("bert-tokenclassification", { start_positions: labels })).toThrow(
    "start_positions is given, but this model has no loss of it, expected labels",
  );
  expect(await of("bert-questionanswering", { start_positions: labels })).toThrow(
    "end_positions is missing beside start_positions",
  );
  expect(await of("llama", { labels })).toThrow("labels are int32 [2], expected int32 [2, 32]");
});
