import { describe, expect, test } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { capture } from "../src/inspection/capture.ts";
import { Gpt, gptConfig } from "../src/models/families/gpt.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { Generator, manualSeed } from "../src/random/generator.ts";
import { countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import { referenceDevice } from "./finite-differences.ts";

const config = { vocabSize: 13, contextLength: 10, layers: 2, heads: 2, dModel: 12 };
const ids = (rows: number[][]) => tensor(rows, { dtype: "int32" });

describe("configuration", () => {
  test.each([
    [{ heads: 5 }, "dModel is 12, expected a multiple of heads (5)"],
    [{ layers: 0 }, "layers is 0, expected an integer from 1"],
    [{ contextLength: 2.5 }, "contextLength is 2.5"],
    [{ dropout: 1 }, "dropout is 1, expected 0 up to 1"],
    [{ activation: "swish" }, 'activation is "swish", expected "gelu" or "geluTanh" or "relu"'],
    [{ nheads: 2 }, "unknown option nheads"],
  ])("%j is refused", (wrong, message) => {
    expect(() => gptConfig({ ...config, ...wrong } as never)).toThrow(message);
  });
});

test.each(["learned", "sinusoidal"] as const)(
  "on WASM it equals the float64 reference, values and gradients (%s positions)",
  (positions) => {
    const device = referenceDevice();
    const options = { ...config, positions, activation: "geluTanh" } as const;
    manualSeed(1);
    const wasm = new Gpt(options);
    const reference = new Gpt(options, { device });
    const wide = new Generator(2);
    for (const [name, parameter] of wasm.namedParameters()) {
      const values = Float32Array.from(wide.normal(parameter.size, 0, 0.3));
      parameter.device.backend.upload(parameter.storage.buffer, values);
      const twin = reference.stateDict().get(name)!;
      device.backend.upload(twin.storage.buffer, values);
    }
    const rows = [
      [1, 2, 3, 4, 5, 6, 7],
      [7, 6, 5, 4, 3, 2, 12],
    ];
    const targets = [
      [2, 3, 4, 5, 6, 7, 0],
      [6, 5, 4, 3, 2, 12, -100],
    ];
    const run = (model: Gpt) => {
      const to = { dtype: "int32", device: model.head.weight.device } as const;
      const loss = crossEntropy(model.forward(tensor(rows, to)), tensor(targets, to));
      loss.backward();
      return loss.item();
    };
    expect(run(wasm)).toBeCloseTo(run(reference), 5);
    const expected = new Map(reference.namedParameters());
    for (const [name, { grad }] of wasm.namedParameters()) {
      const theirs = Array.from(expected.get(name)!.grad!.dataSync());
      const rms = Math.sqrt(theirs.reduce((sum, g) => sum + g * g, 0) / theirs.length);
      const worst = Array.from(grad!.dataSync()).reduce(
        (w, g, i) => Math.max(w, Math.abs(g - theirs[i]!)),
        0,
      );
      expect(worst / rms, name).toBeLessThan(1e-4);
    }
  },
);

test("a token sees the past only", () => {
  const model = new Gpt(config).eval();
  const logits = (row: number[]) => [...model.forward(ids([row])).dataSync()];
  const [a, b] = [logits([1, 2, 3, 4]), logits([1, 2, 9, 9])];
  const width = config.vocabSize;
  expect(a.slice(0, 2 * width)).toEqual(b.slice(0, 2 * width));
  expect(a.slice(2 * width)).not.toEqual(b.slice(2 * width));
});

test("with the cache, in one part or several, the logits are the same", () => {
  const model = new Gpt(config).eval();
  const row = [1, 2, 3, 4, 5, 6, 7];
  const whole = noGrad(() => model.forward(ids([row])).dataSync());
  const lastRow = whole.slice(-config.vocabSize);
  for (const parts of [[7], [1, 1, 1, 1, 1, 1, 1], [3, 4], [5, 1, 1]]) {
    using cache = model.newCache();
    let at = 0;
    let logits: ArrayLike<number> = [];
    for (const count of parts) {
      const input = ids([row.slice(at, at + count)]);
      logits = noGrad(() => model.forward(input, { cache, lastOnly: true }).dataSync());
      at += count;
    }
    for (const [i, value] of lastRow.entries()) expect(logits[i]).toBeCloseTo(value, 5);
  }
});

test("of one token the last is not looked for: decoding launches no kernel for it", () => {
  const model = new Gpt(config).eval();
  const lookUps = (row: number[], lastOnly: boolean) => {
    const launches = countLaunches(() =>
      noGrad(() => scope(() => void model.forward(ids([row]), { lastOnly }))),
    );
    return launches.get("embedding")!.calls;
  };
  expect(lookUps([1, 2], true)).toBe(lookUps([1, 2], false) + 1);
  expect(lookUps([1], true)).toBe(lookUps([1], false));
});

test("ids that do not fit are refused by name", () => {
  const model = new Gpt(config);
  expect(() => model.forward(ids([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]))).toThrow("contextLength");
  expect(() => model.forward(ids([[1, 13]]))).toThrow(/13/);
  expect(() => model.forward(tensor([1, 2], { dtype: "int32" }))).toThrow(
    "expected [batch, tokens]",
  );
  const cache = model.newCache();
  noGrad(() => model.forward(ids([[1, 2, 3, 4, 5, 6]]), { cache }));
  expect(() => noGrad(() => model.forward(ids([[1, 2, 3, 4, 5]]), { cache }))).toThrow(
    "6 in the cache",
  );
});

test("capture lists the tensors on the way with their modules", () => {
  const model = new Gpt({ ...config, layers: 1 }).eval();
  using seen = capture(model, () => model.forward(ids([[1, 2, 3]])));
  const lines = [...seen].map(
    ({ module, role, axes, shape }) =>
      `${module}/${role} [${axes.join(", ")}] [${shape.join(", ")}]`,
  );
  expect(lines).toEqual([
    "transformer.wte/ids [N, M] [1, 3]",
    "transformer.wte/output [N, M, E] [1, 3, 12]",
    "transformer/positions [M, E] [3, 12]",
    "transformer/embedded [N, M, E] [1, 3, 12]",
    "transformer.h.0.ln_1/output [N, M, E] [1, 3, 12]",
    "transformer.h.0.attn.c_attn/output [N, M, 3 E] [1, 3, 36]",
    "transformer.h.0.attn/q [N, nhead, M, E/nhead] [1, 2, 3, 6]",
    "transformer.h.0.attn/k [N, nhead, M, E/nhead] [1, 2, 3, 6]",
    "transformer.h.0.attn/v [N, nhead, M, E/nhead] [1, 2, 3, 6]",
    "transformer.h.0.attn/scores [N, nhead, M, M] [1, 2, 3, 3]",
    "transformer.h.0.attn/weights [N, nhead, M, M] [1, 2, 3, 3]",
    "transformer.h.0.attn/headOutput [N, nhead, M, E/nhead] [1, 2, 3, 6]",
    "transformer.h.0.attn/concatenated [N, M, E] [1, 3, 12]",
    "transformer.h.0.attn.c_proj/output [N, M, E] [1, 3, 12]",
    "transformer.h.0.ln_2/output [N, M, E] [1, 3, 12]",
    "transformer.h.0.mlp.c_fc/output [N, M, 4 E] [1, 3, 48]",
    "transformer.h.0.mlp/activated [N, M, 4 E] [1, 3, 48]",
    "transformer.h.0.mlp.c_proj/output [N, M, E] [1, 3, 12]",
    "transformer.h.0/output [N, M, E] [1, 3, 12]",
    "transformer.ln_f/output [N, M, E] [1, 3, 12]",
    "lm_head/output [N, M, vocab] [1, 3, 13]",
    "/logits [N, M, vocab] [1, 3, 13]",
  ]);
});

test("backward through attention with a cache is refused: its gradients would be those of the queries alone", () => {
  const model = new Gpt({ vocabSize: 5, contextLength: 4, layers: 1, heads: 1, dModel: 4 });
  using cache = model.newCache();
  scope(() => {
    const logits = model.forward(ids([[1, 2]]), { cache });
    expect(() => logits.sum().backward()).toThrow("attention with a cache has no gradient");
    expect(() =>
      model
        .forward(ids([[1, 2]]))
        .sum()
        .backward(),
    ).not.toThrow();
  });
  model.dispose();
});
