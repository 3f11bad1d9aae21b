import { isIntegerFormat, type QuantizedFormat } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { blockElements, blocksOf } from "../wgsl/packed-weights.ts";
import { halfPrecisionDots } from "./few-rows/half-precision-dots.ts";
import { integerDots } from "./few-rows/integer-dots.ts";
import type { Product } from "./plan-product.ts";

/** x [m, width] times a weight [n, width]. */
interface QuantizedSize {
  readonly m: number;
  readonly n: number;
  readonly width: number;
}

/** The product as tiles see it: int8 and int4 multiply rounded rows that are padded to whole blocks. */
export const quantizedProduct = (
  format: QuantizedFormat,
  { m, n, width }: QuantizedSize,
): Product => ({
  m,
  n,
  k: isIntegerFormat(format) ? blockElements * blocksOf(width) : width,
  matrices: 1,
  transposeA: false,
  transposeB: true,
  batch: { batch: [], aBatch: [], bBatch: [] },
  weights: format,
});

/** Whether `multiplyFewRows` takes a product; tiles take every one. */
export const hasFewRows = ({ m, width }: QuantizedSize): boolean => m <= 8 && width % 4 === 0;

/** Record y = x W^T + bias for 8 rows at most, whose width is a multiple of 4. */
export function multiplyFewRows(
  context: KernelContext,
  format: QuantizedFormat,
  { m, n, width }: QuantizedSize,
  buffers: Readonly<Record<string, WebgpuBuffer>> &
    Readonly<Record<"x" | "packed" | "y", WebgpuBuffer>>,
): void {
  const rows = Math.min(4, 2 ** Math.ceil(Math.log2(m)));
  const parts = Math.ceil(m / rows);
  // Half a panel a workgroup gives more workgroups, a whole one rounds x half as often.
  const quads = n >= 4096 ? 4 : 2;
  const program = isIntegerFormat(format)
    ? integerDots(format, rows, quads)
    : halfPrecisionDots(format, rows, quads);
  const workgroups = Math.ceil(n / (4 * quads)) * parts;
  const most = Math.floor(context.limits.maxComputeWorkgroupsPerDimension / parts) * parts;
  const across = Math.min(workgroups, most);
  const biased = buffers.bias ? 1 : 0;
  context.run(
    program,
    { bias: buffers.x, ...buffers },
    { m, n, width, blocks: blocksOf(width), biased, parts, groupsAcross: across },
    [across, Math.ceil(workgroups / across)],
  );
}
