import { fileURLToPath } from "node:url";
import { manualSeed, noGrad, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";
import { isDecoder, type Model, modelFromConfig } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { describe, expect, it } from "vitest";
import { activations } from "../../src/engine/explain/activation.ts";
import { explain } from "../../src/engine/explain/explain.ts";
import { dot, offsetOf, type Pass } from "../../src/engine/explain/pass.ts";
import type { Explanation, TensorAnswer } from "../../src/engine/protocol.ts";

const whale = fileURLToPath(new URL("../../public/models/whale", import.meta.url));

/** Every tensor of a pass over some ids, and the parameters. */
async function passOf(model: Model, ids: readonly number[]): Promise<Omit<Pass, "index" | "cell">> {
  const captured = capture(model, () => {
    if (isDecoder(model))
      noGrad(() => model.forward(tensor(Int32Array.from(ids)).reshape(1, ids.length)));
  });
  const tensors: TensorAnswer[] = [];
  for (const { module: name, role, axes, shape, tensor: seen } of captured)
    tensors.push({ name, role, axes, shape, data: Float32Array.from(await seen.data()) });
  captured.dispose();
  const parameters = new Map<
    string,
    { name: string; shape: readonly number[]; data: Float32Array }
  >();
  for (const [name, one] of model.stateDict())
    parameters.set(name, { name, shape: one.shape, data: Float32Array.from(await one.data()) });
  return {
    tensors,
    parameterNames: [...parameters.keys()],
    parameter: (name) => parameters.get(name),
  };
}

/** What an explanation says that the number is. */
function computed(how: Explanation): number {
  const total = (terms: readonly { readonly value: number }[]) =>
    terms.reduce((sum, { value }) => sum + value, 0);
  switch (how.kind) {
    case "dot": {
      const f = how.activation ? activations[how.activation]! : (x: number) => x;
      return f(how.scale * dot(how.left.values, how.right.values)[0] + total(how.terms));
    }
    case "copy":
      return how.from.value;
    case "sum":
      return total(how.terms);
    case "norm":
      return (
        ((how.row.values[how.index]! - how.mean) / Math.sqrt(how.variance + how.eps)) * how.weight +
        how.bias
      );
    case "softmax": {
      const powers = Array.from(how.row.values, Math.exp);
      return powers[how.index]! / powers.reduce((a, b) => a + b, 0);
    }
    case "activation":
      return activations[how.activation]!(how.input.value) * (how.gate?.value ?? 1);
    default:
      return Number.NaN;
  }
}

/** Of each tensor some cells, corners and between, with how they were made. */
function* someCells(pass: Omit<Pass, "index" | "cell">) {
  for (const [index, one] of pass.tensors.entries())
    for (const share of [0, 0.29, 0.5, 0.83, 1]) {
      const cell = one.shape.map((size) => Math.floor(share * (size - 1)));
      const value = one.data[offsetOf(one.shape, cell)]!;
      yield {
        title: `${one.name} ${one.role} [${cell}]`,
        role: one.role,
        value,
        how: explain({ ...pass, index, cell }),
      };
    }
}

describe("how a number was made", () => {
  it("is told of every tensor of a GPT, and gives the number", async () => {
    const { model, tokenizer } = await fromPretrained(whale);
    const pass = await passOf(model, [...tokenizer!.encode("The whale and the sea")]);
    const kinds = new Set<string>();
    const fused = new Set<string | undefined>();
    for (const { title, value, how } of someCells(pass)) {
      kinds.add(how.kind);
      if (how.kind === "dot") fused.add(how.activation);
      if (how.kind === "given") continue;
      if (how.kind === "masked") expect(value, title).toBe(-Infinity);
      else expect(Math.abs(computed(how) - value), `${title}: ${how.kind}`).toBeLessThan(1e-4);
    }
    expect([...kinds].sort()).toEqual([...["copy", "dot", "given", "norm", "softmax", "sum"]]);
    expect([...fused].sort()).toEqual(["gelu", "geluTanh", undefined]);
    model.dispose();
  });

  it("is told of another family too, but for what is rotated", async () => {
    manualSeed(1);
    const model = modelFromConfig({
      ...{
        model_type: "llama",
        architectures: ["LlamaForCausalLM"],
        vocab_size: 40,
        hidden_size: 24,
      },
      ...{
        intermediate_size: 36,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
      },
      ...{ max_position_embeddings: 32, rms_norm_eps: 1e-6 },
    });
    const pass = await passOf(model, [1, 5, 9, 22]);
    const unknown = new Set<string>();
    for (const { title, value, how } of someCells(pass)) {
      if (how.kind === "unknown") unknown.add(title.split(" ")[0]!);
      else if (how.kind !== "given" && how.kind !== "masked")
        expect(Math.abs(computed(how) - value), `${title}: ${how.kind}`).toBeLessThan(1e-4);
    }
    expect([...unknown]).toEqual(["model.rotary_emb"]);
    model.dispose();
  });
});
