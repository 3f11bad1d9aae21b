import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { compare } from "../src/contract/conformance.ts";
import { specOf } from "../src/contract/conformance-spec.ts";
import {
  type AttentionAttrs,
  type AttentionGeometry,
  cachedLayout,
  createReferenceBackend,
  headsLayout,
  packedLayout,
  type Shape,
  ShapeError,
  type Strides,
} from "../src/contract/index.ts";
import { runKernel } from "./run-kernel.ts";

const wasm = createWasmBackend({ guarded: true });
const reference = createReferenceBackend();

/** Elements of `heads` matrices [rows, headSize] a batch index, in the order [batch, head, row, column]. */
function elements(geometry: AttentionGeometry, operand: "q" | "k" | "v" | "o"): number[] {
  const { batch, heads, keyValueHeads, queries, keys, headSize } = geometry;
  const of: Strides = geometry[operand];
  const ofQueries = operand === "q" || operand === "o";
  const found: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < (ofQueries ? heads : keyValueHeads); h++)
      for (let t = 0; t < (ofQueries ? queries : keys); t++)
        for (let i = 0; i < headSize; i++)
          found.push(of.offset + b * of.batch + h * of.head + t * of.row + i);
  return found;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const attrsOf = (
  geometry: AttentionGeometry,
  options: Partial<AttentionAttrs> = {},
): AttentionAttrs => ({
  ...{ scale: 0.4, causal: true, dropoutP: 0, seed: 3, stream: 4 },
  ...geometry,
  ...options,
});

/** Reproducible values in [-1.5, 1.5]. */
function values(count: number, seed: number): number[] {
  return upTo(count).map((i) => Math.fround(1.5 * Math.sin(1 + seed + 12.9898 * i * (1 + seed))));
}

describe("layout builders", () => {
  const packed = packedLayout({ batch: 2, tokens: 5, heads: 4, keyValueHeads: 2, headSize: 3 });

  it("packed q, k and v cover their tensor once, o covers its own", () => {
    const all = (["q", "k", "v"] as const).flatMap((operand) => elements(packed, operand));
    expect(ascending(all)).toEqual(upTo(2 * 5 * (4 + 2 * 2) * 3));
    expect(packed.outputShape).toEqual([2, 5, 12]);
    expect(ascending(elements(packed, "o"))).toEqual(upTo(2 * 5 * 12));
  });

  it("packed rows hold the heads of q, then of k, then of v", () => {
    const row = (5 * 1 + 2) * 24; // batch 1, token 2
    const first = ({ offset, batch, head, row: step }: Strides, h: number): number =>
      offset + batch + h * head + 2 * step;
    expect([0, 1, 2, 3].map((h) => first(packed.q, h))).toEqual([row, row + 3, row + 6, row + 9]);
    expect([0, 1].map((h) => first(packed.k, h))).toEqual([row + 12, row + 15]);
    expect([0, 1].map((h) => first(packed.v, h))).toEqual([row + 18, row + 21]);
    expect([0, 1, 2, 3].map((h) => first(packed.o, h))).toEqual(
      [0, 3, 6, 9].map((column) => (5 + 2) * 12 + column),
    );
  });

  it("heads are contiguous tensors [batch, heads, tokens, headSize]", () => {
    const sizes = { batch: 2, heads: 4, keyValueHeads: 2, queries: 3, keys: 5, headSize: 7 };
    const geometry = headsLayout(sizes);
    expect(geometry.outputShape).toEqual([2, 4, 3, 7]);
    for (const operand of ["q", "o"] as const)
      expect(elements(geometry, operand)).toEqual(upTo(2 * 4 * 3 * 7));
    for (const operand of ["k", "v"] as const)
      expect(elements(geometry, operand)).toEqual(upTo(2 * 2 * 5 * 7));
  });

  it("cached keys are the first rows of the cache, and the queries are the last of them", () => {
    const sizes = { batch: 2, tokens: 2, heads: 2, keyValueHeads: 1, headSize: 3 };
    const geometry = cachedLayout({ ...sizes, keys: 5, capacity: 8 });
    expect(geometry).toMatchObject({ queries: 2, keys: 5, queryOffset: 3, outputShape: [2, 2, 6] });
    expect(elements(geometry, "k")).toEqual([...upTo(15), ...upTo(15).map((i) => 24 + i)]);
    expect(elements(geometry, "q").slice(0, 6)).toEqual([0, 1, 2, 12, 13, 14]);
    expect(() => cachedLayout({ ...sizes, keys: 9, capacity: 8 })).toThrow(
      new ShapeError("cachedLayout: keys is 9, expected at most the capacity 8"),
    );
  });
});

describe("general strides", () => {
  const sizes = { batch: 2, heads: 4, keyValueHeads: 2, queries: 18, keys: 21, headSize: 5 };
  const plain = { ...headsLayout(sizes), queryOffset: 3 };
  // Tokens first, then heads, then the batch, with gaps everywhere; q, k and v of different forms.
  const odd: AttentionGeometry = {
    ...plain,
    q: { offset: 3, batch: 7, head: 20, row: 90 },
    k: { offset: 1, batch: 300, head: 140, row: 6 },
    v: { offset: 2, batch: 11, head: 22, row: 47 },
    o: { offset: 9, batch: 500, head: 6, row: 27 },
    outputShape: [1003],
  };
  const sizeOfOdd = { q: 1650, k: 600, v: 1000, o: 1003 };

  /** Values laid out as `geometry` says, with `gap` between them. */
  const spread = (
    dense: readonly number[],
    geometry: AttentionGeometry,
    operand: "q" | "k" | "v" | "o",
    gap: number,
  ): number[] => {
    const sparse = new Array<number>(sizeOfOdd[operand]).fill(gap);
    elements(geometry, operand).forEach((at, i) => {
      sparse[at] = dense[i]!;
    });
    return sparse;
  };

  for (const causal of [true, false])
    for (const dropoutP of [0, 0.25])
      it(`give what contiguous operands give (causal ${causal}, dropoutP ${dropoutP})`, () => {
        const options = { causal, dropoutP };
        const dense = {
          q: values(720, 1),
          k: values(420, 2),
          v: values(420, 3),
        };
        const shapesOf = { q: [2, 4, 18, 5], k: [2, 2, 21, 5], v: [2, 2, 21, 5] };
        const tensor = (name: "q" | "k" | "v") => ({ shape: shapesOf[name], values: dense[name] });
        const inputs = { q: tensor("q"), k: tensor("k"), v: tensor("v") };
        const expected = runKernel(reference, "attention", inputs, attrsOf(plain, options));
        const oddInputs = {
          q: spread(dense.q, odd, "q", NaN),
          k: spread(dense.k, odd, "k", NaN),
          v: spread(dense.v, odd, "v", NaN),
        };
        const actual = runKernel(wasm, "attention", oddInputs, attrsOf(odd, options));
        const o = elements(odd, "o").map((at) => actual.o![at]!);
        compare("o", o, expected.o!, 1e-5);
        compare("stats", actual.stats!, expected.stats!, 1e-5);

        const dO = values(720, 4);
        const saved = { shape: [2, 4, 18, 2], values: expected.stats! };
        const gradients = runKernel(
          reference,
          "attentionBackward",
          {
            ...inputs,
            o: { shape: plain.outputShape, values: expected.o! },
            dO: { shape: plain.outputShape, values: dO },
            stats: saved,
          },
          attrsOf(plain, options),
        );
        const oddGradients = runKernel(
          wasm,
          "attentionBackward",
          {
            ...oddInputs,
            o: spread(expected.o!, odd, "o", NaN),
            dO: spread(dO, odd, "o", NaN),
            stats: saved,
          },
          attrsOf(odd, options),
        );
        for (const operand of ["q", "k", "v"] as const) {
          const name = `d${operand}`;
          const spreadGradient = spread(gradients[name]!, odd, operand, 0);
          compare(name, oddGradients[name]!, spreadGradient, 2e-5);
        }
        expect(wasm.overruns!()).toEqual([]);
      });
});

describe("shape rule", () => {
  const geometry = packedLayout({ batch: 1, tokens: 3, heads: 2, keyValueHeads: 1, headSize: 4 });
  const shapes = (inputs: Record<string, Shape>, options: Partial<AttentionAttrs> = {}) =>
    specOf("attention").shapes(inputs, attrsOf(geometry, options));

  it("takes packed operands", () => {
    expect(shapes({ q: [1, 3, 16] })).toEqual({ o: [1, 3, 8], stats: [1, 2, 3, 2] });
  });

  it("names what does not fit", () => {
    expect(() => shapes({ q: [1, 3, 15] })).toThrow(
      "attention: q is [1, 3, 15], 45 elements, expected at least 48 for its strides",
    );
    expect(() => shapes({ q: [1, 3, 16], k: [1, 3, 4] })).toThrow(
      "attention: v is absent, expected both k and v, or neither (both in q's tensor)",
    );
    expect(() => shapes({ q: [1, 3, 16] }, { heads: 3, keyValueHeads: 2 })).toThrow(
      "attention: heads is 3, expected a multiple of keyValueHeads 2",
    );
    expect(() => shapes({ q: [1, 3, 16] }, { dropoutP: 1.5 })).toThrow(
      "attention: dropoutP is 1.5, expected 0 to 1",
    );
  });
});
