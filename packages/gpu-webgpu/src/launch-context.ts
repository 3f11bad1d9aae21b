import type { CommandQueue } from "./commands/command-queue.ts";
import { bindingsOf, type Program } from "./commands/program.ts";
import type { KernelContext, Workgroups } from "./kernel-context.ts";
import type { BufferPool } from "./memory/buffer-pool.ts";
import { type MemoryBlock, WebgpuBuffer } from "./memory/gpu-buffer.ts";

/** What a connection gives its launches to work with. */
export interface LaunchContext extends KernelContext {
  /**
   * The same launches, of which each gives its temporary memory back when it returns. Not a turn of the event loop later:
   * a loop of training steps need not have any.
   */
  givingBack<T extends object>(launches: T): T;
}

/** Between the launches and the queue: names become bindings, temporary memory is returned. */
export function createLaunchContext(
  queue: CommandQueue,
  pool: BufferPool,
  { subgroupSize, quadTiles }: Pick<KernelContext, "subgroupSize" | "quadTiles">,
): LaunchContext {
  /** Of the launch under way. Commands run in order: what is recorded next may have the memory of what is recorded. */
  const taken: MemoryBlock[] = [];
  const take = (bytes: number): MemoryBlock => {
    const block = pool.take(bytes);
    taken.push(block);
    return block;
  };
  const temporary: KernelContext["temporary"] = (length, dtype = "float32") =>
    new WebgpuBuffer(length, dtype, take(4 * length));
  return {
    run(program, buffers, params, workgroups, describe) {
      const grid = gridOf(program, workgroups, queue.device.limits);
      if (!grid) return;
      const blocks = apart(program, blocksOf(program, buffers), take, queue);
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
    givingBack: (launches) =>
      eachThen(launches, () => {
        for (const block of taken) pool.give(block);
        taken.length = 0;
      }),
  };
}

/** The same functions, of which each calls `then` when it has returned or thrown. */
function eachThen<T extends object>(functions: T, then: () => void): T {
  const calls = Object.entries(functions) as [string, (...args: unknown[]) => void][];
  return Object.fromEntries(
    calls.map(([name, call]) => [
      name,
      (...args: unknown[]): void => {
        try {
          call(...args);
        } finally {
          then();
        }
      },
    ]),
  ) as T;
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
  take: (bytes: number) => MemoryBlock,
  queue: CommandQueue,
): readonly MemoryBlock[] {
  const reads = Object.keys(program.reads).length;
  for (let read = 0; read < reads; read++)
    if (blocks.indexOf(blocks[read]!, reads) >= 0) {
      const original = blocks[read]!;
      const copy = take(original.bytes);
      queue.copy(original.gpu, copy.gpu, original.bytes);
      queue.touch(original);
      queue.touch(copy);
      return apart(
        program,
        blocks.map((block, at) => (at < reads && block === original ? copy : block)),
        take,
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
