import { describe, expect, test } from "vitest";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { ablateHeads } from "../src/inspection/ablate-heads.ts";
import {
  type CapturedTensor,
  capture,
  type TensorHook,
  withHook,
} from "../src/inspection/capture.ts";
import { logitLens } from "../src/inspection/logit-lens.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { modelFromConfig } from "../src/models/families/find-family.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import type { EncoderDecoder } from "../src/models/roles.ts";
import { add } from "../src/ops/add.ts";
import { mul } from "../src/ops/mul.ts";
import { Generator } from "../src/random/generator.ts";
import { countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { TransformerEncoderLayer } from "../src/transformer/transformer-encoder-layer.ts";
import { referenceDevice } from "./finite-differences.ts";

const [N, M, Mt, E, nhead, vocab] = [2, 5, 4, 8, 2, 7];
const random = new Generator(5);
const randomValues = (...shape: number[]) =>
  tensor(Float32Array.from(random.normal(shape.reduce((a, b) => a * b, 1))), { shape });
const ids = (rows: number[][]) => tensor(rows, { dtype: "int32" });
const seq2seq = (layers = 1) =>
  new Seq2Seq({
    sourceVocabSize: 9,
    targetVocabSize: vocab,
    dModel: E,
    nhead,
    numEncoderLayers: layers,
    numDecoderLayers: layers,
    dimFeedforward: 16,
    dropout: 0,
  });
const gpt = () =>
  new Gpt({ vocabSize: vocab, contextLength: 8, layers: 3, heads: nhead, dModel: E });
const marian = () =>
  modelFromConfig({
    model_type: "marian",
    architectures: ["MarianMTModel"],
    ...{ vocab_size: 9, d_model: E, max_position_embeddings: 8, pad_token_id: 0 },
    ...{ encoder_layers: 1, encoder_attention_heads: nhead, encoder_ffn_dim: 16 },
    ...{ decoder_layers: 1, decoder_attention_heads: nhead, decoder_ffn_dim: 16 },
    ...{ eos_token_id: 1, decoder_start_token_id: 0 },
  }) as EncoderDecoder;
const source = () =>
  ids([
    [1, 2, 3, 4, 5],
    [6, 7, 8, 0, 0],
  ]);
const target = () =>
  ids([
    [1, 2, 3, 4],
    [1, 5, 6, 0],
  ]);
const held = () => {
  const { buffers, bytes } = defaultDevice().memory();
  return { buffers, bytes };
};
const numbers = (x: Tensor) => Array.from(x.dataSync());

test("what is shown of a published encoder-decoder tells its target from its source", () => {
  const model = marian().eval();
  using shown = capture(model, () => model.forward(source(), target()));
  const decoder = "model.decoder.layers.0";
  for (const [module, role, axes] of [
    ["model.encoder.layers.0.self_attn", "scores", ["N", "nhead", "M", "M"]],
    ["model.encoder.layers.0", "output", ["N", "M", "E"]],
    ["model.decoder", "embedded", ["N", "Mt", "E"]],
    [`${decoder}.self_attn`, "scores", ["N", "nhead", "Mt", "Mt"]],
    [`${decoder}.encoder_attn.k_proj`, "output", ["N", "M", "E"]],
    [`${decoder}.encoder_attn`, "scores", ["N", "nhead", "Mt", "M"]],
    [`${decoder}.encoder_attn`, "headOutput", ["N", "nhead", "Mt", "E/nhead"]],
    [decoder, "output", ["N", "Mt", "E"]],
    ["lm_head", "output", ["N", "Mt", "vocab"]],
    ["", "logits", ["N", "Mt", "vocab"]],
  ] as const)
    expect([module, role, shown.get(module, role).axes]).toEqual([module, role, axes]);
});

describe("what is shown of an encoder-decoder", () => {
  const model = seq2seq();
  const seen = capture(model, () => model.forward(source(), target()));
  const encoder = "transformer.encoder.layers.0";
  const decoder = "transformer.decoder.layers.0";
  test.each([
    ["source_embedding", "ids", ["N", "M"], [N, M]],
    ["source_embedding", "output", ["N", "M", "E"], [N, M, E]],
    ["", "sourceEmbedding", ["N", "M", "E"], [N, M, E]],
    ["positions", "positions", ["M", "E"], [M, E]],
    ["positions", "output", ["N", "M", "E"], [N, M, E]],
    [`${encoder}.self_attn`, "q", ["N", "nhead", "M", "E/nhead"], [N, nhead, M, E / nhead]],
    [`${encoder}.self_attn`, "k", ["N", "nhead", "M", "E/nhead"], [N, nhead, M, E / nhead]],
    [`${encoder}.self_attn`, "v", ["N", "nhead", "M", "E/nhead"], [N, nhead, M, E / nhead]],
    [`${encoder}.self_attn`, "scores", ["N", "nhead", "M", "M"], [N, nhead, M, M]],
    [`${encoder}.self_attn`, "weights", ["N", "nhead", "M", "M"], [N, nhead, M, M]],
    [
      `${encoder}.self_attn`,
      "headOutput",
      ["N", "nhead", "M", "E/nhead"],
      [N, nhead, M, E / nhead],
    ],
    [`${encoder}.self_attn`, "concatenated", ["N", "M", "E"], [N, M, E]],
    [encoder, "feedForwardInput", ["N", "M", "E"], [N, M, E]],
    [`${encoder}.linear1`, "output", ["N", "M", "dimFeedforward"], [N, M, 16]],
    [encoder, "feedForwardOutput", ["N", "M", "E"], [N, M, E]],
    [encoder, "output", ["N", "M", "E"], [N, M, E]],
    ["transformer.encoder", "output", ["N", "M", "E"], [N, M, E]],
    ["target_embedding", "ids", ["N", "Mt"], [N, Mt]],
    ["", "targetEmbedding", ["N", "Mt", "E"], [N, Mt, E]],
    [`${decoder}.self_attn`, "scores", ["N", "nhead", "Mt", "Mt"], [N, nhead, Mt, Mt]],
    [`${decoder}.multihead_attn`, "q", ["N", "nhead", "Mt", "E/nhead"], [N, nhead, Mt, E / nhead]],
    [`${decoder}.multihead_attn`, "k", ["N", "nhead", "M", "E/nhead"], [N, nhead, M, E / nhead]],
    [`${decoder}.multihead_attn`, "scores", ["N", "nhead", "Mt", "M"], [N, nhead, Mt, M]],
    [decoder, "feedForwardInput", ["N", "Mt", "E"], [N, Mt, E]],
    ["transformer.decoder", "output", ["N", "Mt", "E"], [N, Mt, E]],
    ["", "logits", ["N", "Mt", "vocab"], [N, Mt, vocab]],
    ["", "probabilities", ["N", "Mt", "vocab"], [N, Mt, vocab]],
  ])("%s %s", (module, role, axes, shape) => {
    const found = seen.get(module, role);
    expect(found.axes).toEqual(axes);
    expect(found.shape).toEqual(shape);
    expect(found.tensor.shape).toEqual(shape);
  });

  test("every tensor has one symbol an axis, and a symbol one size", () => {
    const sizes: Record<string, number> = { N, M, Mt, E, nhead, vocab, "E/nhead": E / nhead };
    for (const { axes, shape } of seen) {
      expect(axes).toHaveLength(shape.length);
      for (const [i, axis] of axes.entries()) expect(sizes[axis] ?? 16, axis).toBe(shape[i]);
    }
  });

  test("values are those of the pass: the sum is the sum, the weights are the softmax", () => {
    const of = (module: string, role: string) => seen.get(module, role).tensor;
    const sum = add(of("", "sourceEmbedding"), of("positions", "positions"));
    expect(numbers(of("positions", "output"))).toEqual(numbers(sum));
    const attention = `${encoder}.self_attn`;
    const weights = numbers(of(attention, "scores").softmax());
    expect(numbers(of(attention, "weights"))).toEqual(weights);
    expect(numbers(of("source_embedding", "ids"))).toEqual(numbers(source()));
  });

  test("an unknown place is refused with those there are", () => {
    expect(() => seen.get("encoder", "q")).toThrow(
      "no encoder/q, expected one of source_embedding",
    );
  });
});

test("tokens first and without a batch, the symbols follow", () => {
  const options = { dModel: E, nhead, dimFeedforward: 16, dropout: 0 };
  const axesOf = (batchFirst: boolean, shape: number[]) => {
    const layer = new TransformerEncoderLayer({ ...options, batchFirst });
    const seen = capture(layer, () => layer.forward(zeros(shape)));
    return [
      seen.get("", "feedForwardInput").axes.join(),
      seen.get("self_attn", "scores").axes.join(),
    ];
  };
  expect(axesOf(true, [2, 3, E])).toEqual(["N,M,E", "N,nhead,M,M"]);
  expect(axesOf(false, [3, 2, E])).toEqual(["M,N,E", "N,nhead,M,M"]);
  expect(axesOf(true, [3, E])).toEqual(["M,E", "N,nhead,M,M"]);
});

describe("gradients", () => {
  test.each(["scores", "headOutput"])("of %s equal central differences", (role) => {
    const device = referenceDevice();
    const attention = new MultiheadAttention(4, 2, { device });
    const values = new Generator(3);
    const x = tensor(Float64Array.from(values.normal(12)), { shape: [1, 3, 4], device });
    const cotangent = tensor(Float64Array.from(values.normal(12)), { shape: [1, 3, 4], device });
    const objective = () => mul(attention.forward(x).output, cotangent).sum();
    const seen = capture(attention, () => objective().backward());
    const { tensor: center, gradient, shape } = seen.get("", role);
    expect(gradient?.shape).toEqual(shape);
    const moved = (i: number, step: number) => {
      const other = Float64Array.from(center.dataSync());
      other[i]! += step;
      const hook: TensorHook = (at) =>
        at.role === role ? tensor(other, { shape, device }) : undefined;
      return withHook(attention, hook, () => objective().item());
    };
    for (let i = 0; i < center.size; i++) {
      const slope = (moved(i, 1e-5) - moved(i, -1e-5)) / 2e-5;
      expect(gradient!.dataSync()[i]).toBeCloseTo(slope, 7);
    }
  });

  test("come when backward runs after the capture, unless it was disposed", () => {
    const attention = new MultiheadAttention(4, 2);
    const run = () => {
      let loss: Tensor | undefined;
      const seen = capture(attention, () => {
        loss = attention.forward(randomValues(1, 3, 4)).output.sum();
      });
      return { seen, loss: loss! };
    };
    const first = run();
    expect(first.seen.get("", "v").gradient).toBeUndefined();
    first.loss.backward();
    expect(first.seen.get("", "v").gradient?.shape).toEqual([1, 2, 3, 2]);
    const second = run();
    second.seen.dispose();
    second.loss.backward();
    expect(second.seen.get("", "v").gradient).toBeUndefined();
  });
});

describe("hooks", () => {
  test("an activation patched in from another run decides what follows", () => {
    const model = gpt();
    const [a, b] = [ids([[1, 2, 3]]), ids([[4, 5, 6]])];
    const clean = numbers(model.forward(a));
    const other = capture(model, () => model.forward(b));
    const patch =
      (module: string): TensorHook =>
      (at) =>
        at.module === module && at.role === "output"
          ? other.get(module, "output").tensor
          : undefined;
    // All of the residual stream after a block is from b: so is the result.
    const patched = numbers(withHook(model, patch("transformer.h.1"), () => model.forward(a)));
    for (const [i, value] of numbers(other.get("", "logits").tensor).entries())
      expect(patched[i]).toBeCloseTo(value, 6);
    expect(patched).not.toEqual(clean);
    expect(numbers(model.forward(a))).toEqual(clean); // the hook is gone
  });

  test("read only change nothing; a replacement of another shape is refused", () => {
    const model = gpt();
    const input = ids([[1, 2, 3]]);
    const clean = numbers(model.forward(input));
    const roles: string[] = [];
    const read: TensorHook = ({ role }) => void roles.push(role);
    for (const [i, value] of numbers(withHook(model, read, () => model.forward(input))).entries())
      expect(value).toBeCloseTo(clean[i]!, 6);
    expect(roles).toContain("scores");
    expect(() =>
      withHook(
        model,
        () => zeros([1]),
        () => model.forward(input),
      ),
    ).toThrow("transformer.wte ids is [1, 3], its replacement [1]");
  });

  test("nest: the outer one sees what the inner one put in", () => {
    const model = new MultiheadAttention(4, 2);
    const zero: TensorHook = ({ role, shape }) => (role === "q" ? zeros(shape) : undefined);
    const seen = capture(model, () =>
      withHook(model, zero, () => model.forward(randomValues(1, 3, 4))),
    );
    expect(numbers(seen.get("", "q").tensor).every((q) => q === 0)).toBe(true);
    for (const w of numbers(seen.get("", "weights").tensor)) expect(w).toBeCloseTo(1 / 3, 6);
  });
});

describe("ablateHeads", () => {
  const model = gpt();
  const input = () => ids([[1, 2, 3]]);
  const module = "transformer.h.0.attn";

  test("silences these heads and no others", () => {
    const seen = capture(model, () =>
      ablateHeads(model, { module, heads: [1] }, () => model.forward(input())),
    );
    const half = E / nhead;
    for (const [i, v] of numbers(seen.get(module, "concatenated").tensor).entries())
      expect(v === 0).toBe(i % E >= half);
    const next = numbers(seen.get("transformer.h.1.attn", "concatenated").tensor);
    expect(next.includes(0)).toBe(false);
    const none = ablateHeads(model, { module, heads: [] }, () => model.forward(input()));
    for (const [i, v] of numbers(model.forward(input())).entries())
      expect(numbers(none)[i]).toBeCloseTo(v, 6);
  });

  test("refuses heads and modules that are not there", () => {
    const ablate = (wrong: string, heads: number[]) => () =>
      ablateHeads(model, { module: wrong, heads }, () => model.forward(input()));
    expect(ablate(module, [2])).toThrow("heads holds 2, expected 0 to 1");
    expect(ablate("transformer.h.9.attn", [0])).toThrow('module is "transformer.h.9.attn"');
  });
});

describe("logitLens", () => {
  const check = (model: Gpt | Seq2Seq, layers: ReturnType<typeof logitLens>, logits: Tensor) => {
    const final = numbers(logits.softmax());
    expect(layers).toHaveLength([...model.decoderLayers].length);
    for (const { probabilities } of layers) {
      expect(probabilities.shape).toEqual(logits.shape);
      for (const sum of numbers(probabilities.sum([-1]))) expect(sum).toBeCloseTo(1, 5);
    }
    for (const [i, p] of numbers(layers.at(-1)!.probabilities).entries())
      expect(p).toBeCloseTo(final[i]!, 6);
    expect(numbers(layers[0]!.probabilities)).not.toEqual(final);
  };

  test("of a GPT ends in the model's own probabilities", () => {
    const model = gpt();
    const layers = logitLens(model, ids([[1, 2, 3]]));
    expect(layers.map(({ module }) => module)).toEqual([0, 1, 2].map((i) => `transformer.h.${i}`));
    check(model, layers, model.forward(ids([[1, 2, 3]])));
  });

  test("of an encoder-decoder too", () => {
    const model = seq2seq(2);
    const layers = logitLens(model, source(), target());
    check(model, layers, model.forward(source(), target()));
  });

  test("leaves nothing behind in a scope", () => {
    const model = gpt();
    const run = () => scope(() => void logitLens(model, ids([[1, 2, 3]])));
    run();
    const before = held();
    run();
    expect(held()).toEqual(before);
  });
});

test("to look at a training step does not change it, dropout included", () => {
  const options = { vocabSize: vocab, contextLength: 8, layers: 2, heads: nhead, dModel: E };
  const step = (look: boolean) => {
    const model = new Gpt({ ...options, dropout: 0.3 }, { generator: new Generator(9) });
    const pass = () =>
      model
        .forward(ids([[1, 2, 3, 4]]))
        .sum()
        .backward();
    if (look) capture(model, pass).dispose();
    else pass();
    return model.parameters().flatMap(({ grad }) => numbers(grad!));
  };
  const expected = step(false);
  for (const [i, gradient] of step(true).entries()) expect(gradient).toBeCloseTo(expected[i]!, 4);
});

describe("when nobody looks", () => {
  const model = seq2seq();
  const pass = () => noGrad(() => scope(() => void model.forward(source(), target())));
  const launches = () =>
    Object.fromEntries([...countLaunches(pass)].map(([kernel, { calls }]) => [kernel, calls]));

  test("no scores are computed, before a capture and after it", () => {
    const before = launches();
    expect(before.attention).toBe(3);
    expect(before.softmax).toBeUndefined();
    capture(model, pass).dispose();
    expect(launches()).toEqual(before);
  });

  test("nothing is kept, and dispose frees what a capture kept", () => {
    pass();
    const before = held();
    pass();
    expect(held()).toEqual(before);
    const seen = capture(model, pass);
    expect(held()).not.toEqual(before);
    seen.dispose();
    expect(held()).toEqual(before);
  });

  test("a capture whose body throws keeps nothing", () => {
    const before = held();
    const failing = () =>
      capture(model, () => {
        pass();
        throw new Error("stop");
      });
    expect(failing).toThrow("stop");
    expect(held()).toEqual(before);
  });

  test("captured tensors are of type CapturedTensor, in the order of the pass", () => {
    using seen = capture(model, pass);
    const [first] = [...seen] as CapturedTensor[];
    expect(first).toMatchObject({ module: "source_embedding", role: "ids" });
  });
});
