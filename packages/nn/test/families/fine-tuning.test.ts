import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { adapterFiles } from "../../src/fine-tuning/adapter-files.ts";
import { layerwiseLearningRates } from "../../src/fine-tuning/layerwise-learning-rates.ts";
import { loadAdapter } from "../../src/fine-tuning/load-adapter.ts";
import { addLora } from "../../src/fine-tuning/lora.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import type { Model, NamedTensors } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { AdamW } from "../../src/optim/adam.ts";
import { pretrainedFiles } from "../../src/pretrained/pretrained-files.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import { Generator } from "../../src/random/generator.ts";
import { scope } from "../../src/tensor/scope.ts";

type Named = Model & { forwardNamed(inputs: NamedTensors): NamedTensors };
const golden = (name: string) => fileURLToPath(new URL(`golden/${name}`, import.meta.url));
const open = async (name: string) => (await fromPretrained(golden(name))).model as Named;

/** Inputs with labels, of a model of each role. */
const kinds = {
  gpt2: { input: "input_ids", labels: [2, 32], targets: "c_attn" },
  gpt_neox: { input: "input_ids", labels: [2, 32], targets: "query_key_value" },
  "bert-sequenceclassification": { input: "input_ids", labels: [2], targets: ["query", "value"] },
  t5: { input: "input_ids", labels: [2, 5], targets: ["q", "v"] },
  vit: { input: "pixel_values", labels: [2], targets: "*attention*" },
} as const;

function inputsOf(model: Model, name: keyof typeof kinds): NamedTensors {
  const { input, labels } = kinds[name];
  const { values, shape, dtype } = model.sampleInputs(2)[0]!;
  const count = labels.reduce((a: number, b) => a * b, 1);
  const ids = Int32Array.from({ length: count }, (_, i) => i % 2);
  const tokens = shape[1]!;
  const shaped = labels.length === 2 && name !== "t5" ? [2, tokens] : [...labels];
  const filled = shaped.length === 2 && name !== "t5" ? new Int32Array(2 * tokens).fill(1) : ids;
  return { [input]: tensor(values, { shape, dtype }), labels: tensor(filled, { shape: shaped }) };
}

const lossOf = (model: Named, name: keyof typeof kinds): number =>
  scope(() => model.forwardNamed(inputsOf(model, name)).loss!.dataSync()[0]!);

function learn(model: Named, name: keyof typeof kinds, optimizer: AdamW): void {
  for (let step = 0; step < 8; step++) {
    optimizer.zeroGrad();
    scope(() => model.forwardNamed(inputsOf(model, name)).loss!.backward());
    optimizer.step();
  }
  optimizer.dispose();
}

const learning = (model: Model) => model.parameters().filter(({ requiresGrad }) => requiresGrad);

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])("a published %s", (name) => {
  test("with adapters: only they learn; saved merged and apart it gives the same loss", async () => {
    const model = await open(name);
    const base = [...model.stateDict()].map(([key, one]) => [key, one.dataSync().slice()] as const);
    const first = lossOf(model, name);
    addLora(model, {
      rank: 3,
      alpha: 6,
      targets: kinds[name].targets,
      generator: new Generator(1),
    });
    learn(model, name, new AdamW(learning(model), { lr: 0.02 }));
    const last = lossOf(model, name);
    expect(last).toBeLessThan(first);
    for (const [key, values] of base)
      expect(model.stateDict().get(key)!.dataSync(), key).toEqual(values);
    const files = new Map<string, Uint8Array>();
    for (const [file, part] of await pretrainedFiles({ model }))
      files.set(file, part instanceof Uint8Array ? part : await part.bytes());
    const whole = (await fromPretrained(filesInMemory(files))).model as Named;
    expect(lossOf(whole, name)).toBeCloseTo(last, 4);
    const apart = await open(name);
    await loadAdapter(apart, filesInMemory(await adapterFiles(model)));
    expect(lossOf(apart, name)).toBeCloseTo(last, 5);
    for (const one of [model, whole, apart]) one.dispose();
  });

  test("with rates that fall from layer to layer, and with adapters in front of packed weights", async () => {
    const rated = await open(name);
    const before = lossOf(rated, name);
    const groups = layerwiseLearningRates(rated, { decay: 0.8 });
    expect(new Set(groups.map(({ lrScale }) => lrScale)).size).toBeGreaterThan(2);
    learn(rated, name, new AdamW(groups, { lr: 0.01 }));
    expect(lossOf(rated, name)).toBeLessThan(before);
    const packed = await open(name);
    quantize(packed, "int8");
    const start = lossOf(packed, name);
    addLora(packed, { rank: 3, targets: kinds[name].targets, generator: new Generator(1) });
    learn(packed, name, new AdamW(learning(packed), { lr: 0.02 }));
    expect(lossOf(packed, name)).toBeLessThan(start);
    await expect(pretrainedFiles({ model: packed })).rejects.toThrow("packed weight (int8)");
    for (const one of [rated, packed]) one.dispose();
  });
});
