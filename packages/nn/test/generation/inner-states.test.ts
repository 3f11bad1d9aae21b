import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import { type GeneratingModel, generate } from "../../src/generation/generate.ts";
import type { GenerateIdsOptions } from "../../src/generation/generate-ids-options.ts";
import type { LayerTensors } from "../../src/generation/inner-states/inner-states.ts";
import { Seq2Seq } from "../../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

interface Case {
  readonly model: string;
  readonly ids: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
  readonly options: Record<string, unknown>;
  /** Of each kind: how many layers each step has. */
  readonly layers: Readonly<Record<string, readonly number[]>>;
  readonly sequences: readonly (readonly number[])[];
}

// What transformers computes on the way: generate-states.py beside this file.
const golden = new URL("golden-states/", import.meta.url);
const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("states.json", golden), "utf8"),
);
const stored = new Map(
  readSafetensors(readFileSync(new URL("states.safetensors", golden))).tensors,
);

const camelCase = (name: string) =>
  name.replace(/_([a-z])/g, (_, one: string) => one.toUpperCase());
const asked = { outputAttentions: true, outputHiddenStates: true };
let held: unknown;

afterEach(() => {
  const { buffers, bytes } = defaultDevice().memory();
  held ??= { buffers, bytes };
  expect({ buffers, bytes }).toEqual(held);
});

describe("what a model computes on the way is what transformers tells", () => {
  test.each(cases.map((one, i) => [one.model, i, one] as const))(
    "%s, %i",
    async (_, number, one) => {
      const folder = fileURLToPath(new URL(`../families/golden/${one.model}`, import.meta.url));
      const { model } = await fromPretrained(folder);
      using owned = model as GeneratingModel;
      const { decoder_input_ids: begun, ...options } = one.options;
      const prompts = {
        ...{ ids: one.ids, attentionMask: one.mask },
        ...(begun ? { begun: begun as number[][] } : {}),
      };
      const given = { ...options, ...asked } as GenerateIdsOptions;
      const said = await generate(owned, prompts, given);
      expect(said.sequences).toEqual(one.sequences);
      const told = said as unknown as Record<string, readonly LayerTensors[]>;
      for (const [kind, counts] of Object.entries(one.layers)) {
        const own = told[camelCase(kind)]!;
        const steps = kind.startsWith("encoder") ? [own as unknown as LayerTensors] : own;
        expect(
          steps.map(({ length }) => length),
          kind,
        ).toEqual(counts);
        for (const [step, layers] of steps.entries())
          for (const [layer, tensor] of layers.entries()) {
            const name = `${number}.${kind}.${step}.${layer}`;
            const expected = stored.get(name)!;
            expect(tensor.shape, name).toEqual(expected.shape);
            const copies = tensor.shape[0]! / one.ids.length;
            const hidden = kind === "attentions" || kind === "hidden_states" ? one.mask : [];
            expect(
              farthest(
                tensor,
                expected,
                (row, token) => hidden[Math.floor(row / copies)]?.[token] === 0,
              ),
              name,
            ).toBeLessThan(2e-5);
          }
      }
    },
  );
});

/** The largest difference, but at queries that are padding, which see nothing. */
function farthest(
  a: LayerTensors[number],
  b: { readonly values: ArrayLike<number> },
  isPadding: (row: number, token: number) => boolean,
): number {
  const [rows, ...rest] = a.shape as [number, ...number[]];
  const [tokens, width] = rest.slice(-2) as [number, number];
  const heads = rest.length === 3 ? rest[0]! : 1;
  let most = 0;
  for (let i = 0; i < a.values.length; i++) {
    const token = Math.floor(i / width) % tokens;
    const row = Math.floor(i / (width * tokens * heads));
    if (row >= rows || isPadding(row, token)) continue;
    most = Math.max(most, Math.abs(a.values[i]! - b.values[i]!));
  }
  return most;
}

const gpt = () => new Gpt({ vocabSize: 11, contextLength: 32, layers: 2, heads: 2, dModel: 16 });

describe("rows", () => {
  test("of sequences that have ended are zeros", async () => {
    using model = gpt();
    const ids = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const free = await generate(model, { ids }, { maxNewTokens: 4, ...asked });
    const end = free.sequences[1]![2]!;
    const options = { maxNewTokens: 4, eosTokenId: end, padTokenId: 0, ...asked };
    const { attentions, lengths } = await generate(model, { ids }, options);
    expect(lengths[1]).toBe(3);
    const whole = lengths.indexOf(6);
    for (const [step, [layer]] of attentions!.entries()) {
      expect(layer!.shape[0]).toBe(3);
      const size = layer!.values.length / 3;
      const sum = (row: number) =>
        Float32Array.from(layer!.values.subarray(row * size, (row + 1) * size)).reduce(
          (a, b) => a + b,
          0,
        );
      if (step > 0) expect(sum(1)).toBe(0);
      if (whole >= 0) expect(sum(whole)).toBeGreaterThan(0.99);
    }
  });

  test("are those of several sequences for a prompt, from the first step on", async () => {
    using model = gpt();
    const options = { maxNewTokens: 2, doSample: true, numReturnSequences: 3, ...asked };
    const { hiddenStates } = await generate(model, { ids: [[1, 2, 3]] }, options);
    expect(hiddenStates!.map(([first]) => first!.shape)).toEqual([
      [3, 3, 16],
      [3, 1, 16],
    ]);
    const { values } = hiddenStates![0]![2]!;
    expect(values.slice(0, 48)).toEqual(values.slice(48, 96));
  });

  test("only what is asked for is told, and nothing is kept of it where it is left", async () => {
    using model = gpt();
    const some = await generate(model, { ids: [[1]] }, { maxNewTokens: 1, outputAttentions: true });
    expect(Object.keys(some)).toEqual(["sequences", "lengths", "attentions"]);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(generate(model, { ids: [[1]] }, { signal, ...asked })).rejects.toThrow("enough");
  });

  test("guesses, and models that no file of Hugging Face's has, are refused by name", async () => {
    using model = gpt();
    const guessed = { promptLookupNumTokens: 2, outputAttentions: true };
    await expect(generate(model, { ids: [[1]] }, guessed)).rejects.toThrow(
      "outputAttentions or outputHiddenStates are true with guesses",
    );
    using pairs = new Seq2Seq({
      ...{ sourceVocabSize: 4, targetVocabSize: 4, numEncoderLayers: 1, numDecoderLayers: 1 },
      ...{ dModel: 4, nhead: 2, dimFeedforward: 8 },
    });
    const options = { decoderStartTokenId: 1, outputHiddenStates: true };
    await expect(generate(pairs, { ids: [[1]] }, options)).rejects.toThrow(
      "outputAttentions and outputHiddenStates are for models of Hugging Face's",
    );
  });
});
