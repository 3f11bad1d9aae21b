import type { CommandQueue } from "./commands/command-queue.ts";
import { bindingsOf, type Program } from "./commands/program.ts";
import type { KernelContext, Workgroups } from "./kernel-context.ts";
import type { BufferPool } from "./memory/buffer-pool.ts";
import { type MemoryBlock, WebgpuBuffer } from "./memory/gpu-buffer.ts";

/** Between the launches and the queue: names become bindings, temporary memory is returned. */
export function createLaunchContext(
  queue: CommandQueue,
  pool: BufferPool,
  { subgroupSize, quadTiles }: Pick<KernelContext, "subgroupSize" | "quadTiles">,
): KernelContext {
  const temporary: KernelContext["temporary"] = (length, dtype = "float32") => {
    const block = pool.take(4 * length);
    // Commands run in order, so the memory may be taken again as soon as this launch is recorded.
    queueMicrotask(() => pool.give(block));
    return new WebgpuBuffer(length, dtype, block);
  };
  return {
    run(program, buffers, params, workgroups, describe) {
      const grid = gridOf(program, workgroups, queue.device.limits);
      if (!grid) return;
      const blocks = apart(program, blocksOf(program, buffers), pool, queue);
      queue.dispatch(program, blocks, params, grid, describe);
    },
    copy(source, target) {
      queue.copy(source.block.gpu, target.block.gpu, source.bytes);
      queue.touch(source.block);
      queue.touch(target.block);
      target.hostCopy = undefined;
    },
    temporary,
    subgroupSize,
    quadTiles,
    limits: queue.device.limits,
  };
}

function blocksOf(
  program: Program,
  buffers: Readonly<Record<string, WebgpuBuffer>>,
): readonly MemoryBlock[] {
  return bindingsOf(program).map(({ name, access }) => {
    const buffer = buffers[name];
    if (!buffer) throw new Error(`${program.name}: the launch gives no buffer for ${name}`);
    if (access === "read_write") buffer.hostCopy = undefined;
    return buffer.block;
  });
}

/** WebGPU forbids to read and to write one buffer in a dispatch through two bindings: the read one gets a copy. */
function apart(
  program: Program,
  blocks: readonly MemoryBlock[],
  pool: BufferPool,
  queue: CommandQueue,
): readonly MemoryBlock[] {
  const reads = Object.keys(program.reads).length;
  for (let read = 0; read < reads; read++)
    if (blocks.indexOf(blocks[read]!, reads) >= 0) {
      const original = blocks[read]!;
      const copy = pool.take(original.bytes);
      queue.copy(original.gpu, copy.gpu, original.bytes);
      queue.touch(original);
      queue.touch(copy);
      queueMicrotask(() => pool.give(copy));
      return apart(
        program,
        blocks.map((block, at) => (at < reads && block === original ? copy : block)),
        pool,
        queue,
      );
    }
  return blocks;
}

function gridOf(
  program: Program,
  workgroups: Workgroups,
  { maxComputeWorkgroupsPerDimension: most }: GPUSupportedLimits,
): readonly [number, number, number] | undefined {
  const [x, y = 1, z = 1] = typeof workgroups === "number" ? [workgroups] : workgroups;
  if (x * y * z === 0) return undefined;
  if (Math.max(x, y, z) > most)
    throw new RangeError(
      `${program.name}: a grid of ${x} x ${y} x ${z} workgroups, this device has at most ${most} along an axis`,
    );
  return [x, y, z];
}
