import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { addLora, loadLoraStateDict, loraStateDict } from "../../src/fine-tuning/lora.ts";
import { isDecoder, type NamedTensors } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { AdamW } from "../../src/optim/adam.ts";
import { scope } from "../../src/tensor/scope.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Adapters by hand in PyTorch: see generate-losses.py. */
const { tensors } = readSafetensors(readFileSync(at("golden-learning/lora.safetensors")));
const named = (part: string) =>
  new Map(
    [...tensors].flatMap(([name, value]) =>
      name.startsWith(part) ? [[name.slice(part.length), value] as const] : [],
    ),
  );

test("ten steps of adapters on a Llama are PyTorch's", async () => {
  const { model } = await fromPretrained(at("golden/llama"));
  if (!isDecoder(model)) throw new Error("expected a decoder");
  const named_ = model as typeof model & { forwardNamed(inputs: NamedTensors): NamedTensors };
  addLora(model, { rank: 4, alpha: 8, targets: ["q_proj", "v_proj", "down_proj"] });
  loadLoraStateDict(model, named("start/"));
  const adapters = [...loraStateDict(model).values()];
  const optimizer = new AdamW(adapters, { lr: 0.01, weightDecay: 0.1 });
  const { values: losses } = tensors.get("losses")!;
  for (let step = 0; step < 10; step++) {
    const { values, shape, dtype } = tensors.get(`ids/${step}`)!;
    const loss = scope(() => {
      const ids = tensor(values, { shape, dtype });
      const { loss } = named_.forwardNamed({ input_ids: ids, labels: ids });
      optimizer.zeroGrad();
      loss!.backward();
      return loss!.dataSync()[0]!;
    });
    optimizer.step();
    expect(Math.abs(loss - losses[step]!)).toBeLessThan(1e-5);
  }
  for (const [name, { values }] of named("end/")) {
    const now = loraStateDict(model).get(name)!.dataSync();
    const worst = Math.max(...Array.from(now, (x, i) => Math.abs(x - values[i]!)));
    expect(worst, name).toBeLessThan(1e-5);
  }
});
