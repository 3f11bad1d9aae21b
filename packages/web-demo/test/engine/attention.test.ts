import { fileURLToPath } from "node:url";
import { crossEntropy, manualSeed, noGrad, scope, softmax, type Tensor, tensor } from "@qkv/nn";
import { ablateHeads, capture, logitLens } from "@qkv/nn/inspection";
import {
  type Decoder,
  isEncoder,
  isEncoderDecoder,
  type Model,
  modelFromConfig,
} from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { beforeAll, describe, expect, it } from "vitest";
import {
  answerAttention,
  answerAttribution,
  answerLens,
} from "../../src/engine/attention/index.ts";
import { nothing } from "../../src/engine/attention/interventions.ts";
import type { OpenedModel, OpenModels } from "../../src/engine/open-models.ts";
import type { AttentionAsk, AttributionAsk } from "../../src/engine/protocol.ts";

const text = "the whale and the sea";
const row = (ids: ArrayLike<number>) => tensor(Int32Array.from(ids)).reshape(1, ids.length);
const numbers = async (x: Tensor) => Float32Array.from(await x.data());
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((x, y) => Math.max(x, y), 0);
};

let whale: OpenedModel;
const opened = new Map<string, OpenedModel>();
/** The other roles, made up: what is asked of them reads no more than these have. */
const madeUp: Record<string, Record<string, unknown>> = {
  encoder: {
    ...{ model_type: "bert", architectures: ["BertForMaskedLM"], vocab_size: 1024 },
    ...{ hidden_size: 16, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 32 },
  },
  "encoder-decoder": {
    ...{ model_type: "marian", architectures: ["MarianMTModel"], vocab_size: 1024, d_model: 16 },
    ...{ encoder_layers: 2, encoder_attention_heads: 2, encoder_ffn_dim: 32, pad_token_id: 0 },
    ...{ decoder_layers: 2, decoder_attention_heads: 2, decoder_ffn_dim: 32, eos_token_id: 1 },
    decoder_start_token_id: 0,
  },
  // RMSNorm, and a weight around 0 in the other.
  ...Object.fromEntries(
    [
      ["llama", "LlamaForCausalLM"],
      ["gemma", "GemmaForCausalLM"],
    ].map(([name, architecture]) => [
      name,
      {
        ...{ model_type: name, architectures: [architecture], vocab_size: 1024, head_dim: 8 },
        ...{ hidden_size: 16, intermediate_size: 32, num_hidden_layers: 2 },
        ...{ num_attention_heads: 2, num_key_value_heads: 1, max_position_embeddings: 64 },
      },
    ]),
  ),
};
beforeAll(async () => {
  whale = await fromPretrained(
    fileURLToPath(new URL("../../public/models/whale", import.meta.url)),
  );
  opened.set("decoder", whale);
  manualSeed(7);
  for (const [role, config] of Object.entries(madeUp)) {
    const model = modelFromConfig(config).eval() as Model;
    const generationConfig = { decoder_start_token_id: 0, eos_token_id: 1 };
    opened.set(role, { model, tokenizer: whale.tokenizer, generationConfig });
  }
});
const context = {
  models: { open: async (name: string) => opened.get(name)! } as unknown as OpenModels,
  signal: new AbortController().signal,
  tell: () => {},
};
const look = (change: Partial<AttentionAsk> = {}) =>
  answerAttention({ model: "decoder", text, ...change }, context);
const attribute = (change: Partial<AttributionAsk> = {}) =>
  answerAttribution({ model: "decoder", text, ...change }, context);

describe("where a decoder looks", () => {
  it("is what the library's capture shows", async () => {
    const { maps, tokens } = await look();
    const ids = whale.tokenizer!.encode(text);
    const model = whale.model as Decoder;
    using seen = noGrad(() => capture(model, () => void model.forward(row(ids))));
    expect(tokens.map(({ id }) => id)).toEqual([...ids]);
    for (const map of maps)
      expect(map.weights).toEqual(await numbers(seen.get(map.module, "weights").tensor));
    expect(maps.length).toBe([...model.decoderLayers].length);
  });

  it("moves the loss, when heads are taken away, as ablateHeads does", async () => {
    const heads = [
      { attention: 0, head: 1 },
      { attention: 0, head: 2 },
      { attention: 2, head: 0 },
    ];
    const { loss } = await look({ interventions: { ...nothing, ablated: heads } });
    const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
    const ids = whale.tokenizer!.encode(text);
    const model = whale.model as Decoder;
    const lossOf = () =>
      noGrad(() =>
        scope(() => crossEntropy(model.forward(row(ids.subarray(0, -1))), row(ids.subarray(1)))),
      );
    const without = ablateHeads(model, { module: "transformer.h.0.attn", heads: [1, 2] }, () =>
      ablateHeads(model, { module: "transformer.h.2.attn", heads: [0] }, lossOf),
    );
    expect(mean(loss!.before)).toBeCloseTo((await lossOf().data())[0]!, 5);
    expect(mean(loss!.after)).toBeCloseTo((await without.data())[0]!, 5);
    expect(Math.abs(mean(loss!.after) - mean(loss!.before))).toBeGreaterThan(0.01);
  });
});

describe.each(["decoder", "encoder", "encoder-decoder"])("interventions on a %s", (model) => {
  const target = model === "encoder-decoder" ? { target: "and a whale" } : {};
  const ask = (change: Partial<typeof nothing>) =>
    look({ model, ...target, interventions: { ...nothing, ...change } });

  it("nobody but itself looks at a masked token", async () => {
    const { maps } = await ask({ masked: { M: [1], Mt: [] } });
    expect(maps.length).toBe(model === "encoder-decoder" ? 6 : model === "encoder" ? 2 : 4);
    for (const { queries, keys, shape, weights } of maps) {
      const [heads, rows, columns] = shape;
      if (keys !== "M") continue;
      for (let i = 0; i < heads * rows; i++) {
        const own = queries === keys && i % rows === 1;
        if (own) expect(weights[i * columns + 1]).toBeGreaterThan(0);
        else expect(weights[i * columns + 1]).toBe(0);
        const sum = weights.subarray(i * columns, (i + 1) * columns).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
    }
  });

  it("a frozen token keeps the vector with which it came in; others do not", async () => {
    const { streams } = await ask({ frozen: { M: [2], Mt: [1] } });
    expect(streams.map(({ side }) => side)).toEqual(
      model === "encoder-decoder" ? ["M", "Mt"] : ["M"],
    );
    for (const { side, shape, data } of streams) {
      const [layers, tokens, width] = shape;
      const at = (layer: number, token: number) =>
        data.subarray((layer * tokens + token) * width, (layer * tokens + token + 1) * width);
      const frozen = side === "M" ? 2 : 1;
      expect(layers).toBe(model === "decoder" ? 5 : 3);
      expect(at(layers - 1, frozen)).toEqual(at(0, frozen));
      expect(worst(at(layers - 1, 0), at(0, 0))).toBeGreaterThan(0.01);
    }
  });

  it("a head patched from the same text changes nothing, from another one it does", async () => {
    const patched = [{ attention: 0, head: 1 }];
    const change = async (patchText: string) => {
      const { next } = await ask({ patched, patchText });
      return worst(
        next.map(({ before }) => before),
        next.map(({ after }) => after),
      );
    };
    expect(await change(text)).toBe(0);
    // Its first token alone is another one.
    expect(await change("a whale and the sea of the men")).toBeGreaterThan(0);
  });

  it("the logit lens ends with what the model itself expects", async () => {
    const { layers, likely } = await answerLens({ model, text, ...target }, context);
    const { next, position } = await look({ model, text, ...target });
    expect(layers.length).toBe(model === "decoder" ? 4 : 2);
    const best = likely.at(-1)![position]![0]!;
    expect(best.id).toBe(next[0]!.id);
    expect(best.probability).toBeCloseTo(next[0]!.before, 5);
  });

  it("all that is added to a logit sums up to it, and an ablated head adds nothing", async () => {
    const { heads, feedForward, embedded, rest, logit } = await attribute({ model, ...target });
    const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
    const all = sum(heads.flatMap(({ values }) => [...values]));
    const networks = sum(feedForward.map(({ value }) => value));
    expect(all + networks + embedded + rest).toBeCloseTo(logit, 4);
    expect(Math.abs(all)).toBeGreaterThan(1e-4);
    // Where all is linear once norms' scales are held, no more than biases are left; these are 0 in what is made up.
    if (model === "encoder-decoder") expect(Math.abs(rest)).toBeLessThan(1e-4 * Math.abs(logit));
    const last = model === "encoder-decoder" ? 5 : heads.length - 1; // the encoder's run first
    const ablated = [{ attention: last, head: 1 }];
    const without = await attribute({ model, ...target, interventions: { ...nothing, ablated } });
    expect(without.heads.at(-1)!.values[1]).toBe(0);
  });
});

it("the lens of a decoder is the library's", async () => {
  const { likely } = await answerLens({ model: "decoder", text }, context);
  const model = whale.model as Decoder;
  const lens = logitLens(model, row(whale.tokenizer!.encode(text)));
  for (const [i, { probabilities }] of lens.entries()) {
    const values = await numbers(probabilities);
    const vocab = probabilities.shape.at(-1)!;
    for (const [place, tokens] of likely[i]!.entries())
      for (const { id, probability } of tokens)
        expect(probability).toBeCloseTo(values[place * vocab + id]!, 6);
  }
});

it("the lens of an encoder is its own head on what each layer gives", async () => {
  const { likely, layers } = await answerLens({ model: "encoder", text }, context);
  const { model } = opened.get("encoder")!;
  if (!isEncoder(model)) throw new TypeError("expected an encoder");
  const { head } = model as unknown as {
    head: { forward(encoded: { hidden: Tensor }): { logits: Tensor } };
  };
  using seen = noGrad(() =>
    capture(model, () => void model.forward(row(whale.tokenizer!.encode(text)))),
  );
  for (const [i, layer] of layers.entries()) {
    const { tensor: hidden } = seen.get(layer, "output");
    const probabilities = noGrad(() => scope(() => softmax(head.forward({ hidden }).logits)));
    const values = await numbers(probabilities);
    for (const [place, tokens] of likely[i]!.entries())
      for (const { id, probability } of tokens)
        expect(probability).toBeCloseTo(values[place * 1024 + id]!, 6);
  }
  expect(likely[0]).not.toEqual(likely[1]);
});

it("an encoder's loss is that of each token when it is hidden, and its expectation that of a gap", async () => {
  const name = "animal-fill-in";
  const filler = await fromPretrained(
    fileURLToPath(new URL(`../../public/models/${name}`, import.meta.url)),
  );
  opened.set(name, filler);
  const { model, tokenizer } = filler;
  if (!isEncoder(model)) throw new TypeError("expected an encoder");
  const ablated = [{ attention: 1, head: 3 }];
  const asked = {
    model: name,
    text: "the cat eats the mouse .",
    interventions: { ...nothing, ablated },
  };
  const { loss, next, position } = await look(asked);
  const ids = tokenizer!.encode(asked.text);
  const mask = tokenizer!.tokenToId("[MASK]")!;
  /** -ln p of the words, hidden at a place. */
  const surprise = async (place: number) => {
    const hidden = ids.map((id, i) => (i === place ? mask : id));
    const labels = ids.map((id, i) => (i === place ? id : -100));
    const loss = noGrad(() => scope(() => crossEntropy(model.forward(row(hidden)), row(labels))));
    return (await loss.data())[0]!;
  };
  expect(loss!.positions).toEqual([1, 2, 3, 4, 5, 6]);
  expect(loss!.labels.map(({ text: word }) => word)).toEqual([
    "the",
    "cat",
    "eats",
    "the",
    "mouse",
    ".",
  ]);
  for (const [i, place] of loss!.positions.entries())
    expect(loss!.before[i]).toBeCloseTo(await surprise(place), 5);
  await ablateHeads(model, { module: "bert.encoder.layer.1.attention", heads: [3] }, async () => {
    for (const [i, place] of loss!.positions.entries())
      expect(loss!.after[i]).toBeCloseTo(await surprise(place), 5);
  });
  expect(worst(loss!.before, loss!.after)).toBeGreaterThan(0.01);
  expect(position).toBe(5);
  const gap = await look({ model: name, text: "the cat eats the [MASK] ." });
  expect(gap.position).toBe(5);
  const likeliest = next.find(({ id }) => id === gap.next[0]!.id)!;
  expect(likeliest.before).toBeCloseTo(gap.next[0]!.before, 6);
});

it("what a head adds is its output through its projection, the last norm and the head", async () => {
  const { heads, token, rest, logit } = await attribute();
  const model = whale.model as Decoder;
  const ids = whale.tokenizer!.encode(text);
  const state = new Map(model.stateDict());
  const [projection, gamma, words] = await Promise.all(
    ["transformer.h.1.attn.c_proj.weight", "transformer.ln_f.weight", "lm_head.weight"].map(
      (name) => numbers(state.get(name)!),
    ),
  );
  using seen = noGrad(() => capture(model, () => void model.forward(row(ids))));
  const last = ids.length - 1;
  const stream = (await numbers(seen.get("transformer.h.3", "output").tensor)).subarray(-96);
  const mean = stream.reduce((a, b) => a + b, 0) / 96;
  const deviation = Math.sqrt(stream.reduce((a, b) => a + (b - mean) ** 2, 0) / 96 + 1e-5);
  const output = await numbers(seen.get("transformer.h.1.attn", "headOutput").tensor);
  const expected = [0, 1, 2, 3].map((head) => {
    const own = output.subarray(
      (head * ids.length + last) * 24,
      (head * ids.length + last + 1) * 24,
    );
    const added = Array.from({ length: 96 }, (_, i) =>
      own.reduce((sum, value, j) => sum + value * projection![i * 96 + head * 24 + j]!, 0),
    );
    const centre = added.reduce((a, b) => a + b, 0) / 96;
    return added.reduce(
      (sum, value, i) =>
        sum + ((value - centre) / deviation) * gamma![i]! * words![token.id * 96 + i]!,
      0,
    );
  });
  expect(worst(heads[1]!.values, expected)).toBeLessThan(1e-4);
  // Biases remain; they are small beside the logit.
  expect(Math.abs(rest)).toBeLessThan(Math.abs(logit));
});

it.each(["llama", "gemma"])(
  "all of a logit is told of a %s, which has no biases",
  async (model) => {
    const { heads, feedForward, embedded, rest, logit } = await attribute({ model });
    expect(heads.map(({ values }) => values.length)).toEqual([2, 2]);
    expect(feedForward.length).toBe(2);
    expect(embedded).not.toBe(0);
    expect(Math.abs(rest)).toBeLessThan(1e-4 * Math.max(1, Math.abs(logit)));
  },
);

it("says what is wrong of what is asked", async () => {
  const ask = (interventions: Partial<typeof nothing>) =>
    look({ interventions: { ...nothing, ...interventions } });
  await expect(ask({ ablated: [{ attention: 9, head: 0 }] })).rejects.toThrow(
    "there is no attention module 9: the model has 4",
  );
  await expect(ask({ ablated: [{ attention: 0, head: 9 }] })).rejects.toThrow("expected 0 to 3");
  await expect(look({ text: "" })).rejects.toThrow("there is no text");
  expect(isEncoderDecoder(opened.get("encoder-decoder")!.model)).toBe(true);
});
