import type { QuantizedFormat } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { bf16Dots } from "./bf16-dots.ts";
import { integerDots } from "./integer-dots.ts";
import { clusterOf, laneGroupThreads } from "./lane-group-sums.ts";
import type { Product } from "./multiply.ts";
import { quantizedLanes } from "./quantized-dots.ts";

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
  k: format === "bf16" ? width : 32 * Math.ceil(width / 32),
  matrices: 1,
  transposeA: false,
  transposeB: true,
  batch: { batch: [], aBatch: [], bBatch: [] },
  weights: format,
});

/** Record y = x W^T + bias for 8 rows at most. */
export function multiplyFewRows(
  context: KernelContext,
  format: QuantizedFormat,
  { m, n, width }: QuantizedSize,
  buffers: Readonly<Record<string, WebgpuBuffer>> &
    Readonly<Record<"x" | "packed" | "y", WebgpuBuffer>>,
): void {
  const rows = 2 ** Math.ceil(Math.log2(m));
  // Two columns a group of threads share its reads of x, one gives more groups.
  const columns = rows > 1 || n >= 4096 ? 2 : 1;
  const cluster = clusterOf(context.subgroupSize, quantizedLanes);
  const bias = buffers.bias !== undefined;
  const program =
    format === "bf16"
      ? bf16Dots(rows, columns, cluster, width % 4 === 0, bias)
      : integerDots(format, rows, columns, cluster, bias);
  const workgroups = Math.ceil((n * quantizedLanes) / (laneGroupThreads * columns));
  const across = Math.min(workgroups, context.limits.maxComputeWorkgroupsPerDimension);
  context.run(
    program,
    buffers,
    { m, n, width, blocks: Math.ceil(width / 32), tilesAcross: across },
    [across, Math.ceil(workgroups / across)],
  );
}
