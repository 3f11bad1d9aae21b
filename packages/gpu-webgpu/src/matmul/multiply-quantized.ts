import type { QuantizedFormat } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { blockElements, blocksOf } from "../wgsl/packed-weights.ts";
import { bf16Dots } from "./bf16-dots.ts";
import { integerDots } from "./integer-dots.ts";
import type { Product } from "./multiply.ts";

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
  k: format === "bf16" ? width : blockElements * blocksOf(width),
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
  // Half a panel a workgroup gives more workgroups, a whole one rounds x half as often.
  const quads = n >= 4096 ? 4 : 2;
  const vector = width % 4 === 0;
  const bias = buffers.bias !== undefined;
  const program =
    format === "bf16"
      ? bf16Dots(rows, quads, vector, bias)
      : integerDots(format, rows, quads, vector, bias);
  const workgroups = Math.ceil(n / (4 * quads));
  const across = Math.min(workgroups, context.limits.maxComputeWorkgroupsPerDimension);
  context.run(program, buffers, { m, n, width, blocks: blocksOf(width), groupsAcross: across }, [
    across,
    Math.ceil(workgroups / across),
  ]);
}
