import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn } from "../library.mjs";
import { compareGeneration } from "./compare-generation.mjs";
import { namedTensors } from "./named-tensors.mjs";

/** A published model: its outputs on stored inputs, and what it generates. */
export async function runModel({ folder }, device, comparison) {
  const expect = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8"));
  const { tensors } = nn.readSafetensors(readFileSync(join(folder, "expect.safetensors")));
  const loaded = await nn.fromPretrained(folder, { device });
  try {
    nn.noGrad(() =>
      nn.scope(() => {
        const inputs = namedTensors(tensors, "inputs", device);
        const outputs = loaded.model.forwardNamed(inputs);
        for (const name of Object.keys(expect.outputs)) {
          if (!outputs[name]) throw new Error(`the model gives no output ${name}`);
          const stored = tensors.get(`outputs/${name}`);
          comparison.add(`outputs/${name}`, outputs[name], stored, {
            counted: expect.compare && countedBy(expect.compare, tensors, stored),
          });
        }
      }),
    );
    await comparison.settled();
    await compareGeneration(loaded, expect, tensors, comparison);
  } finally {
    loaded.model.dispose();
  }
}

/** Which elements are compared: those of tokens that are no padding. */
function countedBy(rule, tensors, { shape, values }) {
  if (rule !== "positions where attention_mask is 1")
    throw new Error(`compare is ${JSON.stringify(rule)}, which is not understood`);
  const { shape: of, values: mask } = tensors.get("inputs/attention_mask");
  if (shape[0] !== of[0] || shape[1] !== of[1]) return undefined;
  const width = values.length / mask.length;
  return (i) => mask[Math.floor(i / width)] === 1;
}
