import type { DType, HostArray } from "@qkv/core-wasm/contract";
import { CommandQueue } from "../src/commands/command-queue.ts";
import { ReadBack } from "../src/commands/read-back.ts";
import { findGpu } from "../src/device/find-gpu.ts";
import { requestDevice } from "../src/device/request-device.ts";
import type { KernelContext } from "../src/kernel-context.ts";
import { createLaunchContext } from "../src/launch-context.ts";
import { BufferPool } from "../src/memory/buffer-pool.ts";
import { WebgpuBuffer } from "../src/memory/gpu-buffer.ts";
import { limitsUnderTest } from "./limits-under-test.ts";

/** A launch context with a way in and out, for tests of programs that no kernel of the contract chooses for itself. */
export interface ContextUnderTest {
  readonly context: KernelContext;
  upload(values: HostArray): WebgpuBuffer;
  /** Memory full of NaN. */
  empty(length: number): WebgpuBuffer;
  read(buffer: WebgpuBuffer): Promise<Float32Array>;
  release(...buffers: readonly WebgpuBuffer[]): void;
}

export async function contextUnderTest({
  subgroups,
}: {
  subgroups: boolean;
}): Promise<ContextUnderTest> {
  const gpu = await findGpu();
  const { device, subgroupSize } = await requestDevice(gpu, {
    powerPreference: "high-performance",
    subgroups,
    limits: limitsUnderTest,
  });
  const queue = new CommandQueue(device);
  const pool = new BufferPool(device, (error) => queue.fail(error));
  const readBack = new ReadBack(queue);
  const upload = (values: HostArray): WebgpuBuffer => {
    const dtype: DType = values instanceof Int32Array ? "int32" : "float32";
    const host = dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
    const block = pool.take(4 * values.length);
    queue.upload(block, host);
    return new WebgpuBuffer(values.length, dtype, block);
  };
  return {
    context: createLaunchContext(queue, pool, { subgroupSize, quadTiles: false }),
    upload,
    empty: (length) => upload(new Float32Array(length).fill(Number.NaN)),
    read: async (buffer) =>
      new Float32Array(await readBack.read(buffer.block.gpu, 4 * buffer.length)),
    release: (...buffers) => {
      for (const buffer of buffers) pool.give(buffer.release()!);
    },
  };
}

/** Numbers from -1 to 1 that float32 can say, of another kind for each seed. */
export const numbers = (count: number, seed: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) =>
    Math.fround(Math.sin(12.9898 * (i + 1) + 78.233 * seed)),
  );
