import { compare } from "@qkv/core-wasm/conformance";
import {
  isIntegerFormat,
  oracles,
  packedShape,
  type QuantizedFormat,
  quantizeWeight,
  scalesShape,
} from "@qkv/core-wasm/contract";
import { describe, expect, it } from "vitest";
import { noEpilogue } from "../src/matmul/epilogue.ts";
import { planProduct, runProduct } from "../src/matmul/plan-product.ts";
import { multiplyFewRows, quantizedProduct } from "../src/matmul/quantized-product.ts";
import { roundActivations } from "../src/matmul/round-activations.ts";
import { type TileName, tileSizes } from "../src/matmul/tiles/tile-sizes.ts";
import type { WebgpuBuffer } from "../src/memory/gpu-buffer.ts";
import { type ContextUnderTest, contextUnderTest, numbers } from "./launch-context-under-test.ts";
import { tryForms } from "./try-forms.ts";

interface Use {
  readonly format: QuantizedFormat;
  readonly m: number;
  readonly n: number;
  readonly width: number;
  /** Absent: the forms of few rows. */
  readonly tile?: TileName;
  readonly splits?: number;
  readonly most?: number;
  /** Put among the activations. */
  readonly special?: number;
}

async function check(
  { context, upload, empty, read, release }: ContextUnderTest,
  { format, m, n, width, tile, splits = 1, most, special }: Use,
): Promise<void> {
  const x = numbers(m * width, 1);
  if (special !== undefined) x[x.length - 1] = special;
  const bias = numbers(n, 2);
  const { packed, scales } = quantizeWeight(format, [n, width], numbers(n * width, 3));
  const shapes = {
    x: [m, width],
    packed: packedShape(format, [n, width]),
    bias: [n],
    ...(scales && { scales: scalesShape(format, [n, width])! }),
  };
  const expected = new Float64Array(m * n);
  oracles.quantizedMatmul.reference(
    { x, packed, bias, ...(scales && { scales: Float64Array.from(scales) }) },
    { y: expected },
    shapes,
    { format, rows: n, width },
  );
  const limited = most
    ? { ...context, limits: { maxComputeWorkgroupsPerDimension: most } as GPUSupportedLimits }
    : context;
  const y = empty(m * n);
  const rows = upload(x);
  const weight = {
    packed: upload(packed),
    bias: upload(bias),
    ...(scales && { scales: upload(scales) }),
  };
  if (tile) {
    const a = isIntegerFormat(format) ? roundActivations(context, rows, width) : rows;
    const form = { kind: "tiles", tile, splits } as const;
    const epilogue = { ...noEpilogue, bias: true };
    const product = quantizedProduct(format, { m, n, width });
    const multiply = async (quadTiles: boolean, c: WebgpuBuffer) => {
      const plan = planProduct({ ...context, quadTiles }, product, form, epilogue);
      runProduct(context, plan, { a, b: weight.packed, c, ...weight });
      return read(c);
    };
    const plain = await multiply(false, y);
    if (context.subgroupSize >= 4) {
      const inQuads = empty(m * n);
      expect(await multiply(true, inQuads)).toEqual(plain);
      release(inQuads);
    }
  } else multiplyFewRows(limited, format, { m, n, width }, { x: rows, y, ...weight });
  const actual = await read(y);
  release(y, rows, ...Object.values(weight));
  compare("quantizedMatmul", actual, expected, oracles.quantizedMatmul.tolerance);
  if (special !== undefined) expect(Number.isNaN(actual.at(-1))).toBe(true);
}

const formats = ["bf16", "f16", "int8", "int4"] as const;
/**
 * A CPU driver compiles the large tiles for minutes: they are tested where QKV_TEST_FORMS=all. Of the others each format has
 * a few uses that run with each change, the rest is exhaustive.
 */
const large: readonly TileName[] = ["128x128", "128x64"];
const all = process.env.QKV_TEST_FORMS === "all";

describe("tiles of quantised weights", async () => {
  const under = await contextUnderTest({ subgroups: true });
  const cases = formats.flatMap((format) => [
    ...(Object.keys(tileSizes) as TileName[])
      .filter((tile) => all || !large.includes(tile))
      .map((tile) => {
        const n = tileSizes[tile].columns + 3;
        const use = { format, tile, m: 9, n, width: isIntegerFormat(format) ? 37 : 68 };
        return {
          form: format,
          use: ` ${tile}, partial tiles and blocks`,
          try: () => check(under, use),
        };
      }),
    {
      form: format,
      use: " 64x32, a split depth",
      try: () => check(under, { format, tile: "64x32", m: 9, n: 5, width: 131, splits: 3 }),
    },
  ]);
  tryForms(cases, { usesOfEach: 1 });
});

describe("few rows of quantised weights", async () => {
  const under = await contextUnderTest({ subgroups: true });
  const cases = formats.flatMap((format) => [
    ...[1, 2, 3, 8].flatMap((m) =>
      [68, 1060].map((width) => ({
        form: format,
        use: `, ${m} rows of ${width}`,
        try: () => check(under, { format, m, n: 11, width }),
      })),
    ),
    {
      form: format,
      use: ", whole panels, more workgroups than the grid is wide",
      try: () => check(under, { format, m: 5, n: 4099, width: 36, most: 101 }),
    },
  ]);
  tryForms(cases, { usesOfEach: 1 });
  for (const special of [Number.NaN, Infinity])
    it(`a block with ${special} is NaN`, () =>
      check(under, { format: "int4", m: 2, n: 3, width: 72, special }));
});
