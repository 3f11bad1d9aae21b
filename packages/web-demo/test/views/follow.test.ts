import { fileURLToPath } from "node:url";
import { noGrad, tensor } from "@qkv/nn";
import { generate } from "@qkv/nn/generation";
import { isDecoder } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { describe, expect, it } from "vitest";
import type { ForwardAnswer, TensorAnswer } from "../../src/engine/protocol.ts";
import { distribution } from "../../src/views/follow/distribution.ts";
import {
  cellOf,
  chosenTensor,
  flopsOf,
  headsInARow,
  sliceOf,
  stagesOf,
} from "../../src/views/follow/shaping.ts";

const whale = fileURLToPath(new URL("../../public/models/whale", import.meta.url));

const made = (name: string, role: string, shape: readonly number[]): TensorAnswer => ({
  ...{ name, role, shape, axes: shape.map(String) },
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});
const answer: ForwardAnswer = {
  tokens: [],
  tensors: [
    made("wte", "output", [1, 3, 4]),
    made("h.0.attn", "q", [1, 2, 3, 2]),
    made("h.0.attn", "scores", [1, 2, 3, 3]),
    made("h.0.attn", "weights", [1, 2, 3, 3]),
    made("h.0", "output", [1, 3, 4]),
    made("h.10.attn", "weights", [1, 2, 3, 3]),
    made("h.10", "output", [1, 3, 4]),
    made("", "logits", [1, 3, 9]),
  ],
  next: [],
  milliseconds: 1,
  flops: 1,
};

describe("the parts of a model", () => {
  it("are what comes before its layers, its layers, and what comes after", () => {
    const stages = stagesOf(answer);
    expect(stages.map(({ kind, layer, tensors }) => [kind, layer, tensors.length])).toEqual([
      ["embedding", -1, 1],
      ["layer", 0, 4],
      ["layer", 1, 2],
      ["readout", -1, 1],
    ]);
    expect(stages[1]!.stream).toBe(answer.tensors[4]);
  });

  it("of an encoder-decoder are those of its source, and then of its target", () => {
    const weights = (name: string) => made(name, "weights", [1, 1, 2, 2]);
    const output = (name: string) => made(name, "output", [1, 2, 4]);
    const both = {
      ...answer,
      tensors: [
        ...[output("embed"), weights("encoder.0.attn"), output("encoder.0")],
        ...[output("embed"), weights("decoder.0.attn"), output("decoder.0")],
        made("", "logits", [1, 2, 4]),
      ],
    };
    expect(stagesOf(both).map(({ kind, layer, side }) => [kind, layer, side])).toEqual([
      ["embedding", -1, "source"],
      ["layer", 0, "source"],
      ["embedding", -1, "target"],
      ["layer", 0, "target"],
      ["readout", -1, "target"],
    ]);
  });

  it("open at the tensor that the address names, or at the first attention", () => {
    expect(chosenTensor(answer, "h.0/output")).toBe(4);
    expect(chosenTensor(answer, "gone/output")).toBe(3);
  });
});

describe("a matrix of a tensor", () => {
  it("is that of a head, and its cell has an index for each axis", () => {
    const weights = answer.tensors[3]!;
    const slice = sliceOf(weights, 7);
    expect(slice).toMatchObject({ rows: 3, columns: 3, heads: 2, head: 1 });
    expect([...slice.values]).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
    expect(cellOf(weights, { head: 1, row: 2, column: 0 })).toEqual([0, 1, 2, 0]);
    expect(cellOf(answer.tensors[0]!, { head: 1, row: 2, column: 3 })).toEqual([0, 2, 3]);
  });

  it("of all heads has a column of nothing between them", () => {
    const { columns, values } = headsInARow(answer.tensors[3]!);
    expect(columns).toBe(7);
    expect([...values.subarray(0, 7)]).toEqual([0, 1, 2, Number.NaN, 9, 10, 11]);
  });

  it("costs its multiplications and additions", () => {
    const parameters = [
      { name: "h.0.weight", shape: [4, 5], component: "other" },
      { name: "h.10.weight", shape: [4], component: "normalisation" },
      { name: "wte.weight", shape: [9, 4], component: "token embedding" },
    ];
    const flops = [2, 4, 6, 0].map((at) => flopsOf(answer.tensors[at]!, answer, parameters));
    expect(flops).toEqual([2 * 18 * 2, 2 * 12 * 5, 12, 12]);
  });
});

describe("how the next token is distributed", () => {
  it("is a share of 1 for each, greedy at 0", () => {
    const logits = Float32Array.of(1, 3, 3, -2);
    const cold = distribution(logits, { temperature: 0, topK: 0, topP: 1 });
    expect([...cold]).toEqual([0, 1, 0, 0]);
    const sum = (shares: Float64Array) => shares.reduce((a, b) => a + b, 0);
    expect(sum(distribution(logits, { temperature: 1, topK: 0, topP: 1 }))).toBeCloseTo(1, 12);
    const tied = distribution(logits, { temperature: 1, topK: 1, topP: 1 });
    expect([...tied]).toEqual([0, 0.5, 0.5, 0]);
    const least = distribution(logits, { temperature: 1, topK: 0, topP: 0.1 });
    expect([...least]).toEqual([0, 0, 1, 0]); // of equals the one with the higher id
  });

  it("is what the library draws by: as often, and never what is ruled out", async () => {
    const { model, tokenizer } = await fromPretrained(whale);
    if (!isDecoder(model)) throw new Error("expected a decoder");
    const ids = tokenizer!.encode("The sea");
    const logits = noGrad(() => model.forward(tensor(ids).reshape(1, ids.length)));
    const last = Float32Array.from(await logits.data()).slice(-model.vocabSize);
    logits.dispose();
    for (const sampling of [
      { temperature: 0.8, topK: 3, topP: 1 },
      { temperature: 1.2, topK: 0, topP: 0.3 },
    ]) {
      const shares = distribution(last, sampling);
      const counts = new Float64Array(model.vocabSize);
      const draws = 400;
      for (let seed = 0; seed < draws; seed++) {
        const { ids: drawn } = await generate(model, tokenizer!, "The sea", {
          ...{ maxNewTokens: 1, seed, ...sampling },
        });
        counts[drawn[0]!]!++;
      }
      for (const [id, count] of counts.entries()) {
        const share = shares[id]!;
        if (share === 0) expect(count, `token ${id}`).toBe(0);
        // Six standard deviations of a count: the seeds are these, so it holds or it does not.
        expect(Math.abs(count - draws * share), `token ${id}`).toBeLessThanOrEqual(
          6 * Math.sqrt(draws * share * (1 - share)) + 1e-9,
        );
      }
    }
    model.dispose();
  });
});
