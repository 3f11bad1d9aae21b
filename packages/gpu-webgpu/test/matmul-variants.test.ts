import { compare } from "@qkv/core-wasm/conformance";
import {
  type MatmulAttrs,
  matmulGeometry,
  oracles,
  type Shape,
  sizeOf,
} from "@qkv/core-wasm/contract";
import { describe, expect, it } from "vitest";
import { chooseForm, type ProductForm } from "../src/matmul/choose-form.ts";
import { planProduct, runProduct } from "../src/matmul/plan-product.ts";
import { simplifyProduct } from "../src/matmul/simplify-product.ts";
import { quadShape } from "../src/matmul/tiles/fragments.ts";
import { type TileName, tileSizes, workgroupBytesOf } from "../src/matmul/tiles/tile-sizes.ts";
import { type ContextUnderTest, contextUnderTest, numbers } from "./launch-context-under-test.ts";
import { limitsUnderTest } from "./limits-under-test.ts";
import { type FormCase, tryForms } from "./try-forms.ts";

interface Use {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly batches?: readonly [a: Shape, b: Shape];
  readonly bias?: boolean;
  readonly residual?: boolean;
  readonly activation?: MatmulAttrs["activation"];
  /** Most workgroups along an axis of the grid. */
  readonly most?: number;
}

/** Compare one form's product with the contract's float64 one; tiles in quads too, which must give the same bits. */
async function check(
  { context, upload, empty, read, release }: ContextUnderTest,
  form: ProductForm,
  use: Use,
): Promise<Float32Array> {
  const { m, n, k, transposeA = false, transposeB = false, activation = "none" } = use;
  const [batchA, batchB] = use.batches ?? [[], []];
  const attrs = { transposeA, transposeB, activation };
  const shapes = {
    a: [...batchA, ...(transposeA ? [k, m] : [m, k])],
    b: [...batchB, ...(transposeB ? [n, k] : [k, n])],
  };
  const geometry = matmulGeometry("matmul", shapes.a, shapes.b, attrs);
  const count = sizeOf(geometry.batch) * m * n;
  const host = {
    a: numbers(sizeOf(shapes.a), 1),
    b: numbers(sizeOf(shapes.b), 2),
    ...(use.bias && { bias: numbers(n, 3) }),
    ...(use.residual && { residual: numbers(count, 4) }),
  };
  const expected = new Float64Array(count);
  oracles.matmul.reference(host, { c: expected }, shapes, attrs);
  const buffers = Object.fromEntries(
    Object.entries(host).map(([name, values]) => [name, upload(values)]),
  );
  const { a, b, ...rest } = buffers;
  const limits = use.most
    ? ({ maxComputeWorkgroupsPerDimension: use.most } as GPUSupportedLimits)
    : context.limits;
  const epilogue = { bias: use.bias ?? false, residual: use.residual ?? false, activation };
  const multiply = async (quadTiles: boolean) => {
    const c = empty(count);
    const product = simplifyProduct(geometry, attrs);
    const plan = planProduct({ ...context, limits, quadTiles }, product, form, epilogue);
    runProduct(context, plan, { ...rest, a: a!, b: b!, c });
    const actual = await read(c);
    release(c);
    return actual;
  };
  const actual = await multiply(false);
  compare("matmul", actual, expected, oracles.matmul.tolerance);
  if (form.kind === "tiles" && context.subgroupSize >= 4)
    expect(await multiply(true)).toEqual(actual);
  release(...Object.values(buffers));
  return actual;
}

const transposes = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;
/**
 * All forms take a CPU driver minutes to compile: unless QKV_TEST_FORMS=all the larger tiles share them out. Of what is left
 * each form has a few uses that run with each change, the others are exhaustive.
 */
const all = process.env.QKV_TEST_FORMS === "all";
const memory = limitsUnderTest === "adapter" ? 32768 : 16384;
const tiles = (Object.keys(tileSizes) as TileName[]).filter(
  (tile) => workgroupBytesOf(tile) <= memory,
);

describe("tiles of a product", async () => {
  const under = await contextUnderTest({ subgroups: true });
  const cases = tiles.flatMap((tile): readonly FormCase[] => {
    const { rows, columns, depth } = tileSizes[tile];
    const form = { kind: "tiles", tile, splits: 1 } as const;
    const ofTranspose = transposes.flatMap(([transposeA, transposeB], index) => {
      const name = ` ${transposeA ? "T" : "N"}${transposeB ? "T" : "N"}`;
      const flags = { transposeA, transposeB };
      const vectors = { m: rows + 4, n: columns + 8, k: 2 * depth, ...flags };
      const odd = {
        m: rows - 1,
        n: columns + 3,
        k: depth + 5,
        ...flags,
        bias: true,
        residual: true,
      };
      return [
        ...(all || tile === "64x64" || index % 2 === 0
          ? [
              {
                form: tile,
                use: `${name}: whole vectors, partial tiles`,
                try: () => check(under, form, vectors),
              },
            ]
          : []),
        ...(all || tile === "64x64" || index % 2 === 1
          ? [
              {
                form: tile,
                use: `${name}: no vectors, a last step of the depth that is not full`,
                try: () => check(under, form, odd),
              },
            ]
          : []),
      ];
    });
    if (!all && tile !== "64x64" && tile !== "32x32") return ofTranspose;
    const few = { m: 4, n: 8, k: 2 * depth + 4, bias: true, activation: "gelu" } as const;
    const deep = { m: 5, n: 12, k: 5 * depth, transposeA: true, bias: true, residual: true };
    return [
      ...ofTranspose,
      {
        form: tile,
        use: ": whole vectors, a last step that is not full, few rows, gelu",
        try: () => check(under, form, few),
      },
      {
        form: tile,
        use: ": a split depth gives the same bits every time",
        try: async () => {
          const split = { ...form, splits: 3 };
          const first = await check(under, split, deep);
          expect(await check(under, split, deep)).toEqual(first);
        },
      },
    ];
  });
  tryForms(cases, { usesOfEach: 1 });
});

describe("a batch of products", async () => {
  const under = await contextUnderTest({ subgroups: true });
  const form = { kind: "tiles", tile: "32x32", splits: 1 } as const;
  const sizes = { m: 3, n: 5, k: 7 };
  const alternating = [
    [2, 1, 2, 1, 3],
    [1, 3, 1, 2, 1],
  ] as const;
  it("with more axes than a launch resolves", () =>
    check(under, form, { ...sizes, batches: alternating, bias: true }));
  it("with a split depth", () =>
    check(under, { ...form, splits: 2 }, { ...sizes, k: 80, batches: [[2, 1], [3]], bias: true }));
  it("that a grid cannot hold", () =>
    check(under, form, { ...sizes, batches: [[5], [5]], most: 2 }));
  it("of which one is folded into rows", () =>
    check(under, form, { ...sizes, batches: [[2, 3], [1]] }));
});

describe("tiles that a grid cannot hold", async () => {
  const under = await contextUnderTest({ subgroups: true });
  const form = { kind: "tiles", tile: "32x32", splits: 1 } as const;
  it("along rows and columns", () => check(under, form, { m: 100, n: 70, k: 9, most: 2 }));
  it("along columns, of few rows", () =>
    check(
      under,
      { kind: "rowDots", rows: 2, columns: 2, lanes: 32, splits: 1 },
      { m: 2, n: 50, k: 9, transposeB: true, most: 3 },
    ));
});

describe.each([true, false])("few rows, subgroups: %s", async (subgroups) => {
  const under = await contextUnderTest({ subgroups });
  const cases = [1, 2, 4, 8].flatMap((rows): readonly FormCase[] => {
    const m = Math.max(1, rows - 1);
    const dots = [32, 128].flatMap((lanes) =>
      (rows === 1 ? [1, 2] : [2]).flatMap((columns) => {
        const form = { kind: "rowDots", rows, columns, lanes, splits: 1 } as const;
        const size = { m, n: 19, transposeB: true };
        const vectors = { ...size, k: 4 * lanes + 36, bias: true, residual: true };
        const odd = { ...size, k: lanes + 5, bias: true, activation: "relu" } as const;
        const name = `${rows} rows, dots`;
        const of = ` of ${columns} columns by ${lanes}`;
        return [
          { form: name, use: `${of}: vectors`, try: () => check(under, form, vectors) },
          { form: name, use: `${of}: no vectors`, try: () => check(under, form, odd) },
        ];
      }),
    );
    const sums = [8, 32].flatMap((lanes) => {
      const form = { kind: "rowSums", rows, lanes, splits: 1 } as const;
      const vectors = { m, n: 4 * lanes + 4, k: 150, bias: true, activation: "geluTanh" } as const;
      const odd = { m, n: lanes + 3, k: 37, residual: true };
      const name = `${rows} rows, sums`;
      return [
        { form: name, use: ` by ${lanes}: vectors`, try: () => check(under, form, vectors) },
        { form: name, use: ` by ${lanes}: no vectors`, try: () => check(under, form, odd) },
      ];
    });
    return [...dots, ...sums];
  });
  tryForms(cases, { usesOfEach: 1 });
  it("groups of threads that are one subgroup each, on a device with subgroups of 4", () =>
    check(
      under,
      { kind: "rowDots", rows: 2, columns: 2, lanes: 4, splits: 1 },
      { m: 2, n: 131, k: 52, transposeB: true, bias: true },
    ));
  it("a split depth of dots", () =>
    check(
      under,
      { kind: "rowDots", rows: 1, columns: 1, lanes: 128, splits: 3 },
      { m: 1, n: 3, k: 1028, transposeB: true, bias: true },
    ));
  it("a split depth of sums, in a batch", () =>
    check(
      under,
      { kind: "rowSums", rows: 2, lanes: 8, splits: 4 },
      { m: 2, n: 8, k: 41, batches: [[3], [3]], activation: "gelu" },
    ));
});

describe("what the lanes of a quad have in common", () => {
  const sideOf = (alongDepth: boolean, outputs: number) => ({ tile: { alongDepth }, outputs });
  // Along the depth a thread has a fragment for each row or column, otherwise one for four.
  it.each([
    ["8x8, NN", sideOf(true, 8), sideOf(false, 8), { a: 2, b: 2 }],
    ["8x8, NT", sideOf(true, 8), sideOf(true, 8), { a: 2, b: 2 }],
    ["8x8, TN", sideOf(false, 8), sideOf(false, 8), { a: 2, b: 2 }],
    ["8x4, NN", sideOf(true, 8), sideOf(false, 4), { a: 4, b: 1 }],
    ["8x4, TN", sideOf(false, 8), sideOf(false, 4), { a: 4, b: 1 }],
    ["4x4, NN", sideOf(true, 4), sideOf(false, 4), { a: 4, b: 1 }],
    ["4x4, TT", sideOf(false, 4), sideOf(true, 4), { a: 1, b: 4 }],
    ["4x4, NT", sideOf(true, 4), sideOf(true, 4), { a: 2, b: 2 }],
    ["4x4, TN", sideOf(false, 4), sideOf(false, 4), { a: 4, b: 1 }],
  ])("%s", (_, a, b, shape) => {
    expect(quadShape(a, b)).toEqual(shape);
  });
});

describe("the choice of a form", () => {
  const device = { maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupStorageSize: 32768 };
  const smallest = { ...device, maxComputeWorkgroupStorageSize: 16384 };
  const square = (size: number) => ({
    m: size,
    n: size,
    k: size,
    matrices: 1,
    transposeA: false,
    transposeB: false,
  });
  const tileOf = (size: number, of = device) => {
    const form = chooseForm(square(size), of);
    return form.kind === "tiles" ? form.tile : form.kind;
  };
  it("follows what was measured", () => {
    expect([256, 1024, 2048, 4096, 8192].map((size) => tileOf(size))).toEqual([
      "32x32",
      "64x64",
      "128x64",
      "64x64",
      "128x128",
    ]);
  });
  it("keeps to the smallest device's workgroup memory", () => {
    expect(tileOf(8192, smallest)).toBe("64x64");
  });
  it("splits a long depth of few tiles", () => {
    const gradient = { ...square(768), k: 8192, transposeA: true };
    expect(chooseForm(gradient, device)).toEqual({ kind: "tiles", tile: "64x64", splits: 4 });
  });
  it("takes few rows by themselves, unless they are stored as columns", () => {
    const decode = { ...square(768), m: 1, transposeB: true };
    expect(chooseForm(decode, device).kind).toBe("rowDots");
    expect(chooseForm({ ...decode, transposeB: false }, device).kind).toBe("rowSums");
    expect(chooseForm({ ...decode, m: 5, transposeA: true }, device).kind).toBe("tiles");
  });
});
