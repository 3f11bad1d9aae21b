import type { CommandQueue } from "../../commands/command-queue.ts";
import { bufferUsage, mapMode } from "../../device/buffer-usage.ts";
import { noEpilogue } from "../epilogue.ts";
import { planProduct } from "../plan-product.ts";
import { tileSizes } from "./tile-sizes.ts";
import type { TileForm } from "./tile-timing.ts";

/** Products that are timed. */
export interface TileSampler {
  /** Operations of one product. */
  readonly flops: number;
  /** How long a sample must be for the clock to be exact. */
  readonly milliseconds: number;
  /** Multiply so many times; gives the milliseconds it took. */
  sample(form: TileForm, products: number): Promise<number>;
  /** The rows of the first tile of the last product. */
  result(): Promise<ArrayBuffer>;
  dispose(): void;
}

/** As many tiles as keep a large GPU busy; a driver that computes on the CPU compiles small ones in half the time. */
const sizes = {
  gpu: { tile: "64x64", m: 1024, n: 1024, k: 256 },
  software: { tile: "32x32", m: 128, n: 128, k: 64 },
} as const;
/** In browsers the GPU's clock tells multiples of 0.1 ms; waiting takes some milliseconds more or less. */
const spans = { clock: 5, waiting: 40 } as const;

/** Both forms compiled, both operands uploaded. */
export async function tileSampler(queue: CommandQueue, software: boolean): Promise<TileSampler> {
  const { device } = queue;
  const { tile, m, n, k } = sizes[software ? "software" : "gpu"];
  const one = { matrices: 1, transposeA: false, transposeB: false, weights: "float32" } as const;
  const product = { m, n, k, ...one, batch: { batch: [], aBatch: [], bBatch: [] } };
  const planned = (quadTiles: boolean) => {
    const context = { limits: device.limits, subgroupSize: 0, quadTiles };
    const form = { kind: "tiles", tile, splits: 1 } as const;
    const { program, launches } = planProduct(context, product, form, noEpilogue);
    const { params, grid } = launches[0]!; // no grid is too small for it
    return { pipeline: queue.pipelines.of(program), params, grid };
  };
  const plans = { workgroup: planned(false), subgroup: planned(true) };
  await Promise.all(Object.values(plans).map(({ pipeline }) => pipeline.ready));

  const { storage, copySource, copyDestination, mapRead, queryResolve } = bufferUsage;
  const made: { destroy(): void }[] = [];
  const kept = <T extends { destroy(): void }>(resource: T): T => {
    made.push(resource);
    return resource;
  };
  const buffer = (size: number, usage: number) =>
    kept(device.createBuffer({ label: "tile timing", size, usage }));
  const [a, b] = [m * k, k * n].map((count) => {
    const operand = buffer(4 * count, storage | copyDestination);
    device.queue.writeBuffer(operand, 0, numbers(count));
    return operand;
  });
  const c = buffer(4 * m * n, storage | copySource);
  const resultBytes = 4 * tileSizes[tile].rows * n;
  const staging = buffer(resultBytes, mapRead | copyDestination);
  const clock = device.features.has("timestamp-query")
    ? {
        querySet: kept(device.createQuerySet({ type: "timestamp", count: 2 })),
        times: buffer(16, queryResolve | copySource),
      }
    : undefined;

  const bound = ({ pipeline, params, grid }: (typeof plans)[TileForm]) => ({
    pipeline: pipeline.compiled!,
    grid,
    offset: queue.slots.write(pipeline.program, params, 0),
    group: device.createBindGroup({
      layout: pipeline.layout,
      entries: [a!, b!, c].map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  });
  const forms = { workgroup: bound(plans.workgroup), subgroup: bound(plans.subgroup) };
  queue.slots.upload(queue.slots.take());

  const read = async (bytes: number): Promise<ArrayBuffer> => {
    await staging.mapAsync(mapMode.read, 0, bytes);
    const values = staging.getMappedRange(0, bytes).slice(0);
    staging.unmap();
    return values;
  };
  return {
    flops: 2 * m * n * k,
    milliseconds: clock ? spans.clock : spans.waiting,
    async sample(form, products) {
      const { pipeline, grid, offset, group } = forms[form];
      const encoder = device.createCommandEncoder({ label: "tile timing" });
      const pass = encoder.beginComputePass(
        clock && {
          timestampWrites: {
            querySet: clock.querySet,
            beginningOfPassWriteIndex: 0,
            endOfPassWriteIndex: 1,
          },
        },
      );
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.setBindGroup(1, queue.slots.plainGroup, [offset]);
      for (let i = 0; i < products; i++) pass.dispatchWorkgroups(...grid);
      pass.end();
      if (clock) {
        encoder.resolveQuerySet(clock.querySet, 0, 2, clock.times, 0);
        encoder.copyBufferToBuffer(clock.times, 0, staging, 0, 16);
      }
      const start = performance.now();
      device.queue.submit([encoder.finish()]);
      if (!clock) {
        await device.queue.onSubmittedWorkDone();
        return performance.now() - start;
      }
      const [begin, end] = new BigUint64Array(await read(16));
      return Number(end! - begin!) / 1e6;
    },
    result() {
      const encoder = device.createCommandEncoder({ label: "tile timing" });
      encoder.copyBufferToBuffer(c, 0, staging, 0, resultBytes);
      device.queue.submit([encoder.finish()]);
      return read(resultBytes);
    },
    dispose() {
      for (const resource of made) resource.destroy();
    },
  };
}

/** Some numbers from -1 to 1 of which no two neighbours are alike. */
const numbers = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1) / 2 ** 31);
