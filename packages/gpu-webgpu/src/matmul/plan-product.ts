import {
  type MatmulGeometry,
  PANEL_ROWS,
  type QuantizedFormat,
  quantizedBits,
} from "@qkv/core-wasm/contract";
import type { Program } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { blocksOf } from "../wgsl/packed-weights.ts";
import { batchAxes, batchBlocks, blockAxes } from "./batch-axes.ts";
import type { ProductForm, ProductSize } from "./choose-form.ts";
import { type Epilogue, epilogueKey, noEpilogue } from "./epilogue.ts";
import { clusterOf, laneGroupThreads } from "./few-rows/lane-group-sums.ts";
import { rowDots } from "./few-rows/row-dots.ts";
import { rowSums } from "./few-rows/row-sums.ts";
import type { ProductParam } from "./product-params.ts";
import { sumSplitK } from "./sum-split-k.ts";
import { tileProgram } from "./tiles/tile-program.ts";
import { tileSizes } from "./tiles/tile-sizes.ts";

/** A product with its sizes, transposes and batch, brought to the fewest cases. */
export interface Product extends ProductSize {
  readonly batch: Pick<MatmulGeometry, "batch" | "aBatch" | "bBatch">;
  /** How b is stored; a quantised one is [n, k] without a batch, and forms of few rows do not take it. */
  readonly weights: QuantizedFormat | "float32";
}

/** a, b, c, and what the epilogue and the weights' format ask for: bias, residual, scales. */
export type ProductBuffers = Readonly<Record<string, WebgpuBuffer>> &
  Readonly<Record<"a" | "b" | "c", WebgpuBuffer>>;

/** A form made ready for a product: its program, the outputs of a workgroup, the depth's unit. */
interface Prepared {
  readonly program: Program<string, "c", ProductParam>;
  readonly rows: number;
  readonly columns: number;
  /** Parts of the depth begin at multiples of this. */
  readonly depthStep: number;
  /** Elements of a binding in a vec4 of it, 1 where it is read by floats. */
  readonly widthA: number;
  readonly widthB: number;
  readonly widthC: number;
  /** Depth in one of the program's steps: 4 where it walks vec4s. */
  readonly widthK: number;
}

/** One launch of a product's program. */
interface PlannedLaunch {
  readonly params: Readonly<Record<ProductParam, number>>;
  readonly grid: readonly [number, number, number];
}

/** All that a product needs beside its buffers: worked out once for each combination of shapes. */
export interface ProductPlan {
  readonly program: Program<string, "c", ProductParam>;
  readonly launches: readonly PlannedLaunch[];
  readonly epilogue: Epilogue;
  readonly n: number;
  /** Parts of the depth, each in temporary memory of its own; 1: the result is written at once. */
  readonly splits: number;
}

/** `context.limits` bounds the grid: larger products take several launches. */
export function planProduct(
  context: Pick<KernelContext, "limits" | "quadTiles" | "subgroupSize">,
  product: Product,
  form: ProductForm,
  epilogue: Epilogue,
): ProductPlan {
  const { m, n, k, matrices } = product;
  const { depthStep, ...prepared } = prepare(context, product, form, epilogue);
  const { rows, columns, widthA, widthB, widthC, widthK } = prepared;
  const depthPart = Math.ceil(k / form.splits / depthStep) * depthStep;
  const splits = Math.ceil(k / depthPart);
  const axes = batchAxes(product.batch);
  const [sizeA, sizeB] = [(m * k) / widthA, (k * n) / widthB];
  const inside = axes.slice(0, blockAxes).reduce((count, { size }) => count * size, 1);
  const most = context.limits.maxComputeWorkgroupsPerDimension;
  const launches: PlannedLaunch[] = [];
  for (const block of batchBlocks(axes))
    for (const [blockStart, count] of pieces(inside, Math.floor(most / splits)))
      for (const [rowTile, down] of pieces(Math.ceil(m / rows), most))
        for (const [columnTile, across] of pieces(Math.ceil(n / columns), most)) {
          const rowsFast = form.kind === "tiles" && down < across;
          const z = count * splits;
          launches.push({
            grid: rowsFast ? [down, across, z] : [across, down, z],
            params: {
              m,
              n,
              k: k / widthK,
              splits,
              depthPart: depthPart / widthK,
              rowTile,
              columnTile,
              rowsFast: rowsFast ? 1 : 0,
              matrices,
              matrix: block.matrix,
              blockStart,
              size1: axes[1]?.size ?? 1,
              size2: axes[0]?.size ?? 1,
              aFirst: block.a * sizeA,
              aStep0: (axes[2]?.a ?? 0) * sizeA,
              aStep1: (axes[1]?.a ?? 0) * sizeA,
              aStep2: (axes[0]?.a ?? 0) * sizeA,
              aPitch: (product.transposeA ? m : k) / widthA,
              bFirst: block.b * sizeB,
              bStep0: (axes[2]?.b ?? 0) * sizeB,
              bStep1: (axes[1]?.b ?? 0) * sizeB,
              bStep2: (axes[0]?.b ?? 0) * sizeB,
              bPitch: bPitchOf(product, widthB),
              cPitch: n / widthC,
            },
          });
        }
  return { program: prepared.program, launches, epilogue, n, splits };
}

/** Record a planned product. */
export function runProduct(
  context: KernelContext,
  { program, launches, epilogue, n, splits }: ProductPlan,
  buffers: ProductBuffers,
): void {
  const split = splits > 1;
  const used = split ? { ...buffers, c: context.temporary(splits * buffers.c.length) } : buffers;
  for (const { params, grid } of launches) context.run(program, used, params, grid);
  if (split) sumSplitK(context, { ...buffers, parts: used.c }, epilogue, { splits, n });
}

function prepare(
  context: Pick<KernelContext, "quadTiles" | "subgroupSize">,
  product: Product,
  form: ProductForm,
  whole: Epilogue,
): Prepared {
  const { transposeA, transposeB, m, n, k, weights } = product;
  const epilogue = form.splits > 1 ? noEpilogue : whole; // parts are finished when they are added
  const vectorA = (transposeA ? m : k) % 4 === 0;
  const vectorB = weights === "float32" && (transposeB ? k : n) % 4 === 0;
  if (form.kind === "tiles") {
    const { rows, columns, depth } = tileSizes[form.tile];
    const tail = k % depth !== 0;
    const shape = { transposeA, transposeB, vectorA, vectorB, tail, weights, epilogue };
    const quads = context.quadTiles;
    return {
      program: tileProgram({ tile: form.tile, ...shape, quads }),
      rows,
      columns,
      depthStep: depth,
      widthA: vectorA ? 4 : 1,
      widthB: vectorB ? 4 : 1,
      widthC: vectorB && !transposeB ? 4 : 1,
      widthK: 1,
    };
  }
  const width = vectorB ? 4 : 1;
  if (form.kind === "rowSums")
    return {
      program: rowSums(form.rows, form.lanes, vectorB, ...epilogueKey(epilogue)),
      rows: form.rows,
      columns: form.lanes * width,
      depthStep: 1,
      widthA: 1,
      widthB: width,
      widthC: width,
      widthK: 1,
    };
  const { rows, columns, lanes } = form;
  const cluster = clusterOf(context.subgroupSize, lanes);
  return {
    program: rowDots(rows, columns, lanes, cluster, vectorB, ...epilogueKey(epilogue)),
    rows,
    columns: (laneGroupThreads / lanes) * columns,
    depthStep: 4,
    widthA: width,
    widthB: width,
    widthC: 1,
    widthK: width,
  };
}

/** From one stored row of b to the next; of a quantised weight from panel to panel, in vec4u. */
const bPitchOf = ({ weights, transposeB, n, k }: Product, width: number): number =>
  weights === "float32"
    ? (transposeB ? k : n) / width
    : (blocksOf(k) * quantizedBits[weights] * PANEL_ROWS) / 4;

/** `count` cut into pieces of at most `most`: where each starts, and its length. */
const pieces = (count: number, most: number): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.ceil(count / most) }, (_, i) => [
    i * most,
    Math.min(most, count - i * most),
  ]);
