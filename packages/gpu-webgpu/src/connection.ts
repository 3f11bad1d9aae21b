import type { Backend, KernelTable } from "@qkv/core-wasm/contract";
import { CommandQueue } from "./commands/command-queue.ts";
import { ReadBack } from "./commands/read-back.ts";
import type { RequestedDevice } from "./device/request-device.ts";
import { jointKernels, kernelTable } from "./kernels/index.ts";
import { createLaunchContext } from "./launch-context.ts";
import { BufferPool } from "./memory/buffer-pool.ts";
import type { WebgpuBuffer } from "./memory/gpu-buffer.ts";

/** Everything that belongs to one GPU device, and is lost with it. */
export interface Connection {
  readonly device: GPUDevice;
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  readonly readBack: ReadBack;
  readonly kernels: KernelTable<WebgpuBuffer>;
  readonly launchAll: NonNullable<Backend<WebgpuBuffer>["launchAll"]>;
}

export function connect({ device, subgroupSize }: RequestedDevice): Connection {
  const queue = new CommandQueue(device);
  const pool = new BufferPool(device, (error) => queue.fail(error));
  const context = createLaunchContext(queue, pool, subgroupSize);
  return {
    device,
    queue,
    pool,
    readBack: new ReadBack(queue),
    kernels: kernelTable(context),
    launchAll: jointKernels(context),
  };
}
