import type { Backend, KernelTable } from "@qkv/core-wasm/contract";
import { CommandQueue } from "./commands/command-queue.ts";
import { ReadBack } from "./commands/read-back.ts";
import type { RequestedDevice } from "./device/request-device.ts";
import { jointKernels, kernelTable } from "./kernel-table.ts";
import { createLaunchContext } from "./launch-context.ts";
import { chooseTileForm, type TileForm } from "./matmul/tiles/tile-timing.ts";
import { BufferPool } from "./memory/buffer-pool.ts";
import type { WebgpuBuffer } from "./memory/gpu-buffer.ts";

/** Everything that belongs to one GPU device, and is lost with it. */
export interface Connection {
  readonly device: GPUDevice;
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  readonly readBack: ReadBack;
  /** What the device is, and what was chosen for it. */
  readonly info: Backend["info"];
  readonly kernels: KernelTable<WebgpuBuffer>;
  readonly launchAll: NonNullable<Backend<WebgpuBuffer>["launchAll"]>;
}

/** @throws what `chooseTileForm` does, after giving the device back. */
export async function connect(
  requested: RequestedDevice,
  matmul: TileForm | "auto",
): Promise<Connection> {
  const { device, adapter, limits, software, subgroupSize } = requested;
  const queue = new CommandQueue(device);
  const { form, reason } = await chooseTileForm(matmul, queue, requested).catch((error) => {
    device.destroy();
    throw error;
  });
  const pool = new BufferPool(device, (error) => queue.fail(error));
  const context = createLaunchContext(queue, pool, {
    subgroupSize,
    quadTiles: form === "subgroup",
  });
  return {
    device,
    queue,
    pool,
    readBack: new ReadBack(queue),
    info: {
      adapter,
      limits,
      maxBufferBytes: Math.min(
        device.limits.maxBufferSize,
        device.limits.maxStorageBufferBindingSize,
      ),
      software,
      subgroups: subgroupSize,
      shaderF16: device.features.has("shader-f16"),
      matmul: form,
      reason,
    },
    kernels: context.givingBack(kernelTable(context)),
    launchAll: context.givingBack(jointKernels(context)),
  };
}
