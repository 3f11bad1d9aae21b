import { compare, randomInputs, specOf } from "@qkv/core-wasm/conformance";
import {
  type AttentionAttrs,
  type AttentionGeometry,
  type Backend,
  createReferenceBackend,
  headsLayout,
  type KernelName,
  kernels,
  oracles,
  packedLayout,
  type Shape,
  sizeOf,
  tokensLayout,
} from "@qkv/core-wasm/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import {
  attentionForm,
  hasFewQueries,
  hasLargeTiles,
  keySplits,
} from "../src/attention/choose-form.ts";
import { type WebgpuBackend, webgpu } from "../src/index.ts";
import { limitsUnderTest } from "./limits-under-test.ts";
import { tryForms } from "./try-forms.ts";

type Shapes = { q: Shape; k?: Shape; v?: Shape; mask?: Shape };
interface Use {
  readonly shapes: Shapes;
  readonly attrs: AttentionAttrs;
}
type Options = Partial<Pick<AttentionAttrs, "causal" | "dropoutP" | "queryOffset">>;

const attrsOf = (geometry: AttentionGeometry, options: Options): AttentionAttrs => ({
  ...geometry,
  scale: 1 / Math.sqrt(geometry.headSize),
  causal: true,
  dropoutP: 0,
  seed: 0x9abcdef0,
  stream: 3,
  ...options,
});

type Sizes = readonly [
  batch: number,
  heads: number,
  keyValueHeads: number,
  queries: number,
  keys: number,
  headSize: number,
];

function separate([batch, heads, keyValueHeads, queries, keys, headSize]: Sizes, options: Options) {
  const ofKeys = [batch, keyValueHeads, keys, headSize];
  const sizes = { batch, heads, keyValueHeads, queries, keys, headSize };
  return {
    shapes: { q: [batch, heads, queries, headSize], k: ofKeys, v: ofKeys },
    attrs: attrsOf(headsLayout(sizes), options),
  };
}

function packed([batch, heads, keyValueHeads, tokens, , headSize]: Sizes, options: Options): Use {
  return {
    shapes: { q: [batch, tokens, (heads + 2 * keyValueHeads) * headSize] },
    attrs: attrsOf(packedLayout({ batch, heads, keyValueHeads, tokens, headSize }), options),
  };
}

const form = (sizes: Sizes, options: Options, mask: Shape | undefined): Use => {
  const use = separate(sizes, options);
  return mask ? { ...use, shapes: { ...use.shapes, mask } } : use;
};

const limits = { maxComputeWorkgroupStorageSize: limitsUnderTest === "adapter" ? 32768 : 16384 };
const hasMemoryForLargeTiles = limitsUnderTest === "adapter";

type Flags = { readonly mask: boolean; readonly dropout: boolean };
const flags = [false, true].flatMap((mask) => [false, true].map((dropout) => ({ mask, dropout })));
/** CPU drivers take seconds to compile a form, and have a few of them; with this all sizes have all flags. */
const every = process.env.QKV_TEST_FORMS === "all";

/** What to run: head sizes without, and with, a mask and dropout; the `others` only where all are run. */
const forms = (
  plain: readonly number[],
  masked: readonly number[],
  others: readonly number[],
): readonly (Flags & { readonly headSize: number })[] =>
  every
    ? [...plain, ...masked, ...others].flatMap((headSize) =>
        flags.map((flag) => ({ ...flag, headSize })),
      )
    : [
        ...plain.map((headSize) => ({ headSize, mask: false, dropout: false })),
        ...masked.map((headSize) => ({ headSize, mask: true, dropout: true })),
      ];

const dropoutP = (dropout: boolean): number => (dropout ? 0.25 : 0);

/** Run one kernel on a backend: its outputs on the host. */
async function outputsOf(backend: Backend, kernel: KernelName, use: object, host: object) {
  const { shapes, attrs } = use as Use;
  const spec = kernels[kernel];
  const inputs: Record<string, unknown> = {};
  const outputs: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(host as Record<string, ArrayLike<number>>)) {
    inputs[name] = backend.allocate(values.length, "float32");
    backend.upload(inputs[name], values);
  }
  const shapesOf = spec.shapes as (shapes: object, attrs: object) => Record<string, Shape>;
  for (const [name, shape] of Object.entries(shapesOf(shapes, attrs)))
    if (shape) {
      outputs[name] = backend.allocate(sizeOf(shape), "float32");
      backend.upload(outputs[name], new Float32Array(sizeOf(shape)).fill(Number.NaN));
    }
  const launch = backend.kernels[kernel] as (...args: object[]) => void;
  launch(inputs, outputs, shapes, attrs);
  const results: Record<string, ArrayLike<number>> = {};
  for (const [name, buffer] of Object.entries(outputs)) results[name] = await backend.read(buffer);
  for (const buffer of [...Object.values(inputs), ...Object.values(outputs)])
    backend.release(buffer);
  return results;
}

vi.setConfig({ testTimeout: 600_000 }); // large tiles take a busy CPU driver a minute to compile

describe("forms of attention that the conformance suite's sizes do not choose", () => {
  let gpu: WebgpuBackend;
  beforeAll(async () => {
    gpu = await webgpu({ limits: limitsUnderTest });
  });
  afterAll(() => gpu.dispose());

  const bits = (values: ArrayLike<number>) => new Uint32Array(Float32Array.from(values).buffer);

  async function check(kernel: "attention" | "attentionBackward", use: Use): Promise<void> {
    const { outputShape, batch, heads, queries } = use.attrs;
    const full =
      kernel === "attention"
        ? use
        : {
            shapes: {
              ...use.shapes,
              ...{ o: outputShape, dO: outputShape, stats: [batch, heads, queries, 2] },
            },
            attrs: { ...use.attrs, maskGradient: use.shapes.mask !== undefined },
          };
    const host = randomInputs(specOf(kernel), full as never, 7);
    const expected = await outputsOf(createReferenceBackend(), kernel, full, host);
    const actual = await outputsOf(gpu, kernel, full, host);
    const again = await outputsOf(gpu, kernel, full, host);
    for (const name in expected) {
      compare(`${kernel}: ${name}`, actual[name]!, expected[name]!, oracles[kernel].tolerance);
      expect(bits(again[name]!), "the same bits every run").toEqual(bits(actual[name]!));
    }
  }

  async function checkBoth(use: Use): Promise<void> {
    await check("attention", use);
    await check("attentionBackward", use);
  }

  type Form = Flags & { readonly headSize: number };
  const kindOf = ({ mask, dropout }: Flags) => `mask ${mask}, dropout ${dropout}`;
  /** One of each kind with each change, where kinds count. */
  const tryEach = (
    of: readonly Form[],
    run: (form: Form) => Promise<void>,
    { eachKind }: { eachKind: boolean } = { eachKind: true },
  ) => {
    const caseOf = (one: Form) => ({
      form: eachKind ? kindOf(one) : "",
      use: `${eachKind ? "" : kindOf(one)}, head ${one.headSize}`,
      try: () => run(one),
    });
    tryForms(of.map(caseOf), { usesOfEach: 1 });
  };

  // They take a CPU's driver longest to compile: one use of them runs with each change.
  describe("tiles of 64 queries", () => {
    const all = forms([8], [35], [7, 36]);
    const run = async ({ headSize, mask, dropout }: Form) => {
      const sizes = [8, 32, 16, 9, 11, headSize] as const;
      const options = { causal: false, dropoutP: dropoutP(dropout) };
      const use = form(sizes, options, mask ? [1, 1, 9, 11] : undefined);
      expect(hasLargeTiles(use.attrs, limits)).toBe(hasMemoryForLargeTiles);
      expect(attentionForm(use.attrs, undefined).wide).toBe(headSize % 4 === 0);
      await checkBoth(use);
    };
    tryEach(all, run, { eachKind: false });
    for (const headSize of [64, 5])
      it(`several tiles, packed, head ${headSize}`, exhaustive, async () => {
        const use = packed([4, 32, 8, 70, 70, headSize], {});
        expect(hasLargeTiles(use.attrs, limits)).toBe(hasMemoryForLargeTiles);
        await checkBoth(use);
      });
    it("keys beyond the queries, and queries that see nothing", exhaustive, async () => {
      await checkBoth(separate([2, 64, 64, 66, 130, 8], { queryOffset: 64 }));
      await checkBoth(separate([2, 64, 32, 70, 20, 8], { queryOffset: -66 }));
    });
  });

  describe("tiles of 32 queries", () => {
    const all = forms([63, 128], [80, 255], [16, 64, 94, 127, 256]);
    tryEach(all, async ({ headSize, mask, dropout }) => {
      const sizes = [1, 2, 1, 35, 37, headSize] as const;
      const options = { causal: !mask, queryOffset: 2, dropoutP: dropoutP(dropout) };
      const use = form(sizes, options, mask ? [1, 1, 1, 37] : undefined);
      expect(hasLargeTiles(use.attrs, limits) || hasFewQueries(use.attrs)).toBe(false);
      await checkBoth(use);
    });
    it("a mask for each head and query, over several tiles", () =>
      checkBoth(form([2, 2, 2, 40, 70, 8], {}, [1, 2, 40, 70])));
    it("packed, head 320", exhaustive, () => checkBoth(packed([1, 2, 2, 33, 33, 320], {})));
  });

  describe("few queries", () => {
    const all = forms([64, 255], [94], [63, 80, 127, 128, 160, 256]);
    tryEach(all, async ({ headSize, mask, dropout }) => {
      const sizes = [2, 2, 1, 3, 300, headSize] as const;
      const options = { queryOffset: 290, dropoutP: dropoutP(dropout) };
      const use = form(sizes, options, mask ? [2, 1, 3, 300] : undefined);
      expect(hasFewQueries(use.attrs) && keySplits(use.attrs) === 1).toBe(true);
      await check("attention", use);
    });
  });

  describe("few queries, keys split", () => {
    const all = forms([64], [63, 160], [31, 32, 96, 127, 256]);
    tryEach(all, async ({ headSize, mask, dropout }) => {
      const keys = Math.ceil(2 ** 17 / headSize) + 5;
      const sizes = [1, 2, 2, 2, keys, headSize] as const;
      const options = { queryOffset: keys - 2, dropoutP: dropoutP(dropout) };
      const use = form(sizes, options, mask ? [1, 1, 2, keys] : undefined);
      expect(keySplits(use.attrs)).toBeGreaterThan(1);
      await check("attention", use);
    });
    it("of which the first queries see few or none", () =>
      check("attention", separate([1, 2, 1, 4, 2050, 64], { queryOffset: -2 })));
  });

  it("zeros what no operand covers", async () => {
    const geometry = tokensLayout({
      ...{ batch: 2, heads: 2, keyValueHeads: 2, queries: 6, keys: 6, headSize: 4 },
    });
    const q = { ...geometry.q, offset: 8 };
    const shapes = { q: [2, 7, 8], k: [3, 6, 8], v: [2, 6, 9] };
    await checkBoth({ shapes, attrs: attrsOf({ ...geometry, q }, {}) });
  });
});
