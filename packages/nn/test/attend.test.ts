import { describe, expect, test, vi } from "vitest";
import { type AttendOptions, attend } from "../src/attention/attend.ts";
import type { AttentionOperands } from "../src/attention/head-operands.ts";
import { KeyValueCache } from "../src/attention/key-value-cache.ts";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { SlidingKeyValueCache } from "../src/attention/sliding-key-value-cache.ts";
import { SlidingWindow } from "../src/attention/sliding-window.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { capture } from "../src/inspection/capture.ts";
import { Module } from "../src/module/module.ts";
import { RotaryEmbedding } from "../src/positions/rotary-embedding.ts";
import { Generator } from "../src/random/generator.ts";
import type { Device } from "../src/tensor/device.ts";
import { countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import { Tensor } from "../src/tensor/tensor.ts";
import { referenceDevice, worstGradientError } from "./finite-differences.ts";
import { plainAttention, turned } from "./plain-attention.ts";
import { testInScope } from "./test-in-scope.ts";

const [batch, heads, tokens, headSize] = [2, 4, 7, 6];
const random = new Generator(21);
const close = (ours: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void => {
  expect(ours.length).toBe(expected.length);
  for (let i = 0; i < ours.length; i++) expect(ours[i]).toBeCloseTo(expected[i]!, digits);
};

/** Values of q, k and v in turn, and the same as operands in every layout. */
function operandsOf(keyValueHeads: number) {
  const size = (count: number) => batch * count * tokens * headSize;
  const q = random.normal(size(heads));
  const [k, v] = [random.normal(size(keyValueHeads)), random.normal(size(keyValueHeads))];
  const layouts = (device: Device): Record<string, AttentionOperands> => {
    const inTurn = (x: Float64Array, count: number) =>
      tensor(x, { shape: [batch, count, tokens, headSize], device });
    const sideBySide = (x: Float64Array, count: number) =>
      tensor(turned(x, [batch, count, tokens, headSize]), {
        shape: [batch, tokens, count * headSize],
        device,
      });
    const parts = [
      sideBySide(q, heads),
      sideBySide(k, keyValueHeads),
      sideBySide(v, keyValueHeads),
    ];
    const rows = Array.from({ length: batch * tokens }, (_, row) =>
      parts.flatMap((part) => {
        const width = part.shape[2]!;
        return [...part.dataSync().slice(row * width, (row + 1) * width)];
      }),
    );
    const [sideQ, sideK, sideV] = parts as [Tensor, Tensor, Tensor];
    return {
      packed: { qkv: tensor(rows.flat(), { shape: [batch, tokens, rows[0]!.length], device }) },
      "side by side": { q: sideQ, k: sideK, v: sideV },
      "in turn": {
        q: inTurn(q, heads),
        k: inTurn(k, keyValueHeads),
        v: inTurn(v, keyValueHeads),
      },
    };
  };
  return { q, k, v, layouts };
}

const bias = random.normal(batch * tokens * tokens);
const biasAt = (b: number, _head: number, t: number, j: number) =>
  bias[(b * tokens + t) * tokens + j]!;
const causal = (t: number, j: number) => j <= t;
const cases: Record<
  string,
  readonly [Partial<AttendOptions>, Partial<Parameters<typeof plainAttention>[0]>]
> = {
  nothing: [{}, {}],
  "a scale": [{ scale: 0.7 }, { scale: 0.7 }],
  causal: [{ causal: true }, { sees: causal }],
  "a window of 3": [{ causal: true, window: 3 }, { sees: (t, j) => j <= t && j > t - 3 }],
  "a window of 1": [{ causal: true, window: 1 }, { sees: (t, j) => j === t }],
  "a window of all but one": [
    { causal: true, window: tokens - 1 },
    { sees: (t, j) => j <= t && j > t - tokens + 1 },
  ],
  "a window of all": [{ causal: true, window: tokens }, { sees: causal }],
  "a soft cap": [{ softCap: 0.5 }, { softCap: 0.5 }],
  "window and soft cap": [
    { causal: true, window: 2, softCap: 0.8 },
    { softCap: 0.8, sees: (t, j) => j <= t && j > t - 2 },
  ],
};

describe.each([4, 2, 1])("%i heads of keys and values", (keyValueHeads) => {
  test.each(Object.keys(cases))("%s: as by plain loops, in every layout", (name) => {
    const [options, plain] = cases[name]!;
    const { q, k, v, layouts } = operandsOf(keyValueHeads);
    const sizes = { batch, heads, keyValueHeads, queries: tokens, keys: tokens, headSize };
    for (const masked of [false, true]) {
      const expected = plainAttention({
        ...{ ...sizes, ...plain, q, k, v },
        ...(masked ? { bias: biasAt } : {}),
      });
      for (const [device, digits] of [
        [defaultDevice(), 5],
        [referenceDevice(), 12],
      ] as const)
        scope(() => {
          const mask = masked
            ? tensor(bias, { shape: [batch, 1, tokens, tokens], device })
            : undefined;
          for (const [layout, operands] of Object.entries(layouts(device)))
            for (const weights of [false, true]) {
              const settings = { heads, keyValueHeads, ...options, mask, weights };
              const seen = attend(operands, settings);
              const output = seen.output.dataSync();
              const wanted =
                layout === "in turn"
                  ? expected
                  : turned(expected, [batch, heads, tokens, headSize]);
              close(output, wanted, digits);
              expect(seen.weights?.shape).toEqual(
                weights ? [batch, heads, tokens, tokens] : undefined,
              );
            }
        });
    }
  });
});

describe("gradients equal central differences", () => {
  const shape = { qkv: [2, 5, (4 + 2 * 2) * 4] };
  const values = () => ({ qkv: random.normal(2 * 5 * 32) });
  const options = { heads: 4, keyValueHeads: 2, causal: true };
  test.each<readonly [string, Partial<AttendOptions>]>([
    ["a window", { window: 2 }],
    ["a soft cap", { softCap: 1.5 }],
    ["both, with weights", { window: 3, softCap: 0.7, weights: true }],
  ])("%s", (_, more) => {
    const body = ({ qkv }: Readonly<Record<string, Tensor>>) =>
      attend({ qkv: qkv! }, { ...options, ...more }).output;
    const { worst, nonZero } = worstGradientError(body, values(), shape);
    expect(worst).toBeLessThan(1e-6);
    expect(nonZero).toEqual(["qkv"]);
  });

  test.each([true, false])("rotary positions (packed %s)", (packed) => {
    const parts = { q: [2, 5, 16], k: [2, 5, 8], v: [2, 5, 8] };
    const given = packed
      ? values()
      : { q: random.normal(160), k: random.normal(80), v: random.normal(80) };
    const body = (inputs: Readonly<Record<string, Tensor>>) => {
      const [first] = Object.values(inputs);
      using rotary = new RotaryEmbedding(4, { theta: 3, device: first!.device });
      const operands = packed ? { qkv: inputs.qkv! } : { q: inputs.q!, k: inputs.k!, v: inputs.v! };
      return attend(operands, { ...options, rotary }).output;
    };
    const { worst, nonZero } = worstGradientError(body, given, packed ? shape : parts);
    expect(worst).toBeLessThan(1e-6);
    expect(nonZero).toEqual(Object.keys(given));
  });

  test("of a mask, through a window", () => {
    const given = { ...values(), mask: random.normal(4 * 25) };
    const body = ({ qkv, mask }: Readonly<Record<string, Tensor>>) =>
      attend({ qkv: qkv! }, { ...options, mask, window: 3 }).output;
    const { worst, nonZero } = worstGradientError(body, given, { ...shape, mask: [1, 4, 5, 5] });
    expect(worst).toBeLessThan(1e-6);
    expect(nonZero).toEqual(["qkv", "mask"]);
  });
});

describe("rotary positions", () => {
  const { layouts } = operandsOf(2);
  const settings = { heads, keyValueHeads: 2, causal: true };
  test.each([undefined, { type: "yarn", factor: 4, originalMaxPositions: 8 } as const])(
    "turn q and k before they meet, in every layout (scaling %j)",
    (scaling) => {
      scope(() => {
        using rotary = new RotaryEmbedding(4, { theta: 5, ...(scaling ? { scaling } : {}) });
        const all = layouts(defaultDevice());
        const { q, k, v } = all["in turn"] as { q: Tensor; k: Tensor; v: Tensor };
        const turn = { q: rotary.forward(q), k: rotary.forward(k), v };
        const expected = attend(turn, settings).output.dataSync();
        const wanted = turned(expected, [batch, heads, tokens, headSize]);
        const positions = tensor(
          Array.from({ length: tokens }, (_, i) => i),
          { dtype: "int32" },
        );
        for (const [layout, operands] of Object.entries(all))
          for (const more of [{}, { positions }, { weights: true }])
            close(
              attend(operands, { ...settings, rotary, ...more }).output.dataSync(),
              layout === "in turn" ? expected : wanted,
              5,
            );
      });
    },
  );

  test("cost one launch on packed operands, and none that reads them back", () => {
    scope(() => {
      using rotary = new RotaryEmbedding(headSize);
      const { qkv } = layouts(defaultDevice()).packed as { qkv: Tensor };
      const reads = vi.spyOn(Tensor.prototype, "dataSync");
      const launches = countLaunches(() => void attend({ qkv }, { ...settings, rotary }));
      expect(reads).not.toHaveBeenCalled();
      reads.mockRestore();
      expect([...launches].map(([kernel, { calls }]) => [kernel, calls])).toEqual([
        ["rope", 1],
        ["attention", 1],
      ]);
    });
  });
});

testInScope("a SlidingWindow makes its mask once, and lets go of it", () => {
  const { qkv } = operandsOf(4).layouts(defaultDevice()).packed as { qkv: Tensor };
  const { buffers } = defaultDevice().memory();
  using window = new SlidingWindow(3);
  const run = (given: number | SlidingWindow) =>
    scope(() => [...attend({ qkv }, { heads, causal: true, window: given }).output.dataSync()]);
  const expected = run(3);
  expect(defaultDevice().memory().buffers).toBe(buffers);
  expect(run(window)).toEqual(expected);
  const mask = window.mask(defaultDevice(), { queries: tokens, keys: tokens, queryOffset: 0 });
  expect(run(window)).toEqual(expected);
  expect(mask.disposed).toBe(false);
  expect(defaultDevice().memory().buffers).toBe(buffers + 1);
  window.mask(defaultDevice(), { queries: 2, keys: 5, queryOffset: 3 });
  expect(mask.disposed).toBe(true);
  window.dispose();
  expect(defaultDevice().memory().buffers).toBe(buffers);
});

describe("a window and a cache", () => {
  const { layouts } = operandsOf(4);
  const { q, k, v } = layouts(defaultDevice())["in turn"] as { q: Tensor; k: Tensor; v: Tensor };
  const device = defaultDevice();
  const mask = tensor(bias, { shape: [batch, 1, tokens, tokens] });
  const sizes = { batch, heads, headSize };
  const caches = () => [
    new KeyValueCache(device, { ...sizes, capacity: tokens }),
    new SlidingKeyValueCache(device, { ...sizes, window: 3, reserve: 0 }),
  ];
  const part = (x: Tensor, start: number, end: number) => x.slice(2, start, end);

  test.each([3, new SlidingWindow(3), new SlidingWindow(5)])(
    "masks are of all keys, and the smaller window counts (%o)",
    (window) => {
      for (const [i, cache] of caches().entries()) {
        const narrow = i === 1 ? 3 : window;
        const options = { heads, causal: true, mask };
        const expected = attend({ q, k, v }, { ...options, window: narrow }).output;
        for (const [start, end] of [
          [0, 4],
          [4, 6],
          [6, 7],
        ] as const) {
          const [newQ, newK, newV] = [q, k, v].map((x) => part(x, start, end)) as [
            Tensor,
            Tensor,
            Tensor,
          ];
          const seen = mask.slice(2, start, end).slice(3, 0, end);
          const more = { ...options, mask: seen, window, cache };
          const { output } = attend({ q: newQ, k: newK, v: newV }, more);
          close(output.dataSync(), part(expected, start, end).dataSync(), 5);
        }
        cache.dispose();
      }
    },
  );

  test("of a cache of all tokens one query reads those of the window alone, without a mask", () => {
    const [cache] = caches();
    const options = { heads, causal: true, window: 3, cache };
    attend({ q: part(q, 0, 6), k: part(k, 0, 6), v: part(v, 0, 6) }, options);
    const buffers = vi.spyOn(Tensor, "empty");
    const launches = countLaunches(
      () => void attend({ q: part(q, 6, 7), k: part(k, 6, 7), v: part(v, 6, 7) }, options),
    );
    expect(launches.get("attention")?.flops).toBe(4 * batch * heads * headSize * 3);
    expect(buffers.mock.calls.map(([, shape]) => shape)).not.toContainEqual([1, 1, 1, 3]);
    buffers.mockRestore();
    cache!.dispose();
  });
});

describe("what does not fit is refused by name", () => {
  const x = (...shape: number[]) =>
    tensor(new Float32Array(shape.reduce((a, b) => a * b)), { shape });
  test.each<readonly [string, () => unknown, string]>([
    [
      "qkv",
      () => attend({ qkv: x(2, 3, 10) }, { heads: 2 }),
      "attend: qkv is [2, 3, 10], expected [batch, tokens, 6 headSize]",
    ],
    [
      "heads",
      () => attend({ qkv: x(2, 3, 12) }, { heads: 4, keyValueHeads: 3 }),
      "attend: heads is 4, expected a multiple of keyValueHeads (3)",
    ],
    [
      "q",
      () => attend({ q: x(2, 3), k: x(2, 3), v: x(2, 3) }, { heads: 2 }),
      "attend: q is [2, 3], expected [batch, tokens, 2 headSize]",
    ],
    [
      "k",
      () => attend({ q: x(2, 3, 8), k: x(2, 3, 4), v: x(2, 3, 4) }, { heads: 2 }),
      "attend: k is [2, 3, 4], expected the batch and headSize (4) of q, [2, 3, 8]",
    ],
    [
      "v",
      () => attend({ q: x(2, 3, 8), k: x(2, 3, 8), v: x(2, 4, 8) }, { heads: 2 }),
      "attend: v is [2, 4, 8], expected the batch and tokens of k, [2, 3, 8]",
    ],
    [
      "mask",
      () => attend({ qkv: x(2, 3, 12) }, { heads: 2, mask: x(3, 3) }),
      "attend: mask is [3, 3], expected [2, 2, 3, 3], where all but the last axis may be 1",
    ],
    [
      "mask's keys",
      () => attend({ qkv: x(2, 3, 12) }, { heads: 2, mask: x(1, 1, 3, 1), weights: true }),
      "attend: mask is [1, 1, 3, 1], expected [2, 2, 3, 3]",
    ],
    [
      "window",
      () => attend({ qkv: x(2, 3, 12) }, { heads: 2, causal: true, window: 0 }),
      "attend: window is 0, expected an integer from 1",
    ],
    [
      "window alone",
      () => attend({ qkv: x(2, 3, 12) }, { heads: 2, window: 2 }),
      "attend: window is 2 without causal, expected causal: true",
    ],
    [
      "soft cap",
      () => attend({ qkv: x(2, 3, 12) }, { heads: 2, softCap: 0 }),
      "attend: softCap is 0, expected a number above 0",
    ],
  ])("%s", (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

describe("scaledDotProductAttention in a module", () => {
  class Attends extends Module {
    forward(q: Tensor, k: Tensor, v: Tensor): Tensor {
      return scaledDotProductAttention(q, k, v, { module: this, enableGqa: true });
    }
  }
  const { layouts } = operandsOf(2);
  test("can be captured under the module's path, to the numbers that it has unseen", () => {
    const { q, k, v } = layouts(defaultDevice())["in turn"] as { q: Tensor; k: Tensor; v: Tensor };
    const model = new Attends();
    const unseen = model.forward(q, k, v).dataSync();
    let output: Tensor | undefined;
    using seen = capture(model, () => {
      output = model.forward(q, k, v);
    });
    close(output!.dataSync(), unseen, 5);
    expect([...seen].map(({ role, axes, shape }) => [role, axes.join(), shape.join()])).toEqual([
      ["q", "N,nhead,M,E/nhead", "2,4,7,6"],
      ["k", "N,nhead,M,E/nhead", "2,4,7,6"],
      ["v", "N,nhead,M,E/nhead", "2,4,7,6"],
      ["scores", "N,nhead,M,M", "2,4,7,7"],
      ["weights", "N,nhead,M,M", "2,4,7,7"],
      ["headOutput", "N,nhead,M,E/nhead", "2,4,7,6"],
    ]);
  });

  test("shows values of another width as they are, and keys of another number as S", () => {
    const model = new Attends();
    const x = (...shape: number[]) =>
      tensor(random.normal(shape.reduce((a, b) => a * b)), { shape });
    const given = [x(1, 2, 3, 4), x(1, 2, 5, 4), x(1, 2, 5, 2)] as const;
    const unseen = model.forward(...given).dataSync();
    using seen = capture(model, () => close(model.forward(...given).dataSync(), unseen, 5));
    expect(seen.get("", "v").shape).toEqual([1, 2, 5, 2]);
    expect(seen.get("", "scores").axes.join()).toBe("N,nhead,M,S");
  });
});

test("MultiheadAttention without weights is one launch of the kernel, whatever the operands", () => {
  const layer = new MultiheadAttention(8, 2);
  const x = tensor(random.normal(48), { shape: [2, 3, 8] });
  const y = tensor(random.normal(48), { shape: [2, 3, 8] });
  for (const key of [x, y]) {
    const run = () => void layer.forward(x, key, key, { needWeights: false });
    const launches = countLaunches(run);
    expect(launches.get("attention")?.calls).toBe(1);
    expect(launches.get("softmax")).toBeUndefined();
    expect(launches.get("matmul")?.calls).toBe(key === x ? 2 : 4);
  }
});
