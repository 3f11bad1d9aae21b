import { fileURLToPath } from "node:url";
import { manualSeed, noGrad, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";
import { isDecoder, type Model, modelFromConfig } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { describe, expect, it } from "vitest";
import { activations } from "../../src/engine/explain/activation.ts";
import { explain } from "../../src/engine/explain/explain.ts";
import { dot, offsetOf, type Pass } from "../../src/engine/explain/pass.ts";
import { explainRotation } from "../../src/engine/explain/rotation.ts";
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
    case "rotation": {
      const { scale, own, partner, sign, position, frequency } = how;
      const angle = position * frequency;
      return scale * (own.value * Math.cos(angle) + sign * partner.value * Math.sin(angle));
    }
    default:
      return Number.NaN;
  }
}

function cellAt(shape: readonly number[], offset: number): number[] {
  let rest = offset;
  return [...shape]
    .reverse()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .reverse();
}

/** Of each tensor some cells, corners and between, with how they were made. */
function* someCells(pass: Omit<Pass, "index" | "cell">, model: Model) {
  for (const [index, one] of pass.tensors.entries())
    for (const share of [0, 0.29, 0.5, 0.83, 1]) {
      const cell = one.shape.map((size) => Math.floor(share * (size - 1)));
      const value = one.data[offsetOf(one.shape, cell)]!;
      const at = { ...pass, index, cell };
      const how = explain(at);
      yield {
        title: `${one.name} ${one.role} [${cell}]`,
        role: one.role,
        value,
        how: how.kind === "unknown" ? (explainRotation(at, model) ?? how) : how,
      };
    }
}

describe("how a number was made", () => {
  it("is told of every tensor of a GPT, and gives the number", async () => {
    const { model, tokenizer } = await fromPretrained(whale);
    const pass = await passOf(model, [...tokenizer!.encode("The whale and the sea")]);
    const kinds = new Set<string>();
    const fused = new Set<string | undefined>();
    for (const { title, value, how } of someCells(pass, model)) {
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

  const sizes = { vocab_size: 40, hidden_size: 24, intermediate_size: 36, num_hidden_layers: 2 };
  const heads = { num_attention_heads: 4, max_position_embeddings: 32 };
  it.each([
    {
      ...{ ...sizes, ...heads, model_type: "llama", architectures: ["LlamaForCausalLM"] },
      ...{ num_key_value_heads: 2, rms_norm_eps: 1e-6 },
    },
    {
      // Heads of q, k and v in turns, of which a part is turned.
      ...{ ...sizes, ...heads, model_type: "gpt_neox", architectures: ["GPTNeoXForCausalLM"] },
      ...{ hidden_size: 32, rotary_pct: 0.5, use_parallel_residual: false },
    },
    {
      ...{ ...sizes, ...heads, model_type: "qwen3", architectures: ["Qwen3ForCausalLM"] },
      ...{ num_key_value_heads: 2, head_dim: 6 },
    },
  ])("is told of families that turn queries and keys: $model_type", async (config) => {
    manualSeed(1);
    const model = modelFromConfig(config);
    const pass = await passOf(model, [1, 5, 9, 22]);
    for (const { title, value, how } of someCells(pass, model)) {
      // Norms of each head's own are not told apart.
      if (!title.includes("_norm output [0,")) expect(how.kind, title).not.toBe("unknown");
      if (["given", "masked", "unknown"].includes(how.kind)) continue;
      expect(Math.abs(computed(how) - value), `${title}: ${how.kind}`).toBeLessThan(1e-4);
    }
    let [rotations, farthest] = [0, 0];
    for (const [index, one] of pass.tensors.entries())
      if (one.name.endsWith("rotary_emb"))
        for (const [offset, value] of one.data.entries()) {
          const cell = cellAt(one.shape, offset);
          const how = explainRotation({ ...pass, index, cell }, model)!;
          expect(Math.abs(computed(how) - value), `${one.name} [${cell}]`).toBeLessThan(1e-5);
          if (how.kind !== "rotation") continue;
          rotations++;
          farthest = Math.max(farthest, how.angle);
          const { own, partner } = how;
          expect(Math.hypot(...how.turned)).toBeCloseTo(Math.hypot(own.value, partner.value), 5);
          expect(how.own.name).not.toMatch(/rotary/);
        }
    expect(rotations).toBeGreaterThan(100);
    expect(farthest).toBe(3); // the fastest pair turns by a radian a place
    model.dispose();
  });

  it("is not told of a rotation that does not give the number", async () => {
    manualSeed(1);
    const model = modelFromConfig({
      ...{ ...sizes, ...heads, model_type: "llama", architectures: ["LlamaForCausalLM"] },
    });
    const pass = await passOf(model, [1, 5, 9, 22]);
    const index = pass.tensors.findIndex(({ name }) => name.endsWith("rotary_emb"));
    const at = { ...pass, index, cell: [0, 0, 3, 0] };
    expect(explainRotation(at, model)?.kind).toBe("rotation");
    const tensors = pass.tensors.with(index, {
      ...pass.tensors[index]!,
      data: pass.tensors[index]!.data.map((value) => value + 0.01),
    });
    expect(explainRotation({ ...at, tensors }, model)).toBe(undefined);
    model.dispose();
  });
});
