import type { CommandQueue } from "../../commands/command-queue.ts";
import { WebgpuUnavailableError } from "../../device/errors.ts";
import type { RequestedDevice } from "../../device/request-device.ts";
import { type TileSampler, tileSampler } from "./tile-sampler.ts";

/**
 * How fragments come to the threads of a tiled product: each thread reads all of its own from workgroup memory, or the
 * quads of a subgroup exchange them. The bits of a result do not depend on it.
 */
export type TileForm = "workgroup" | "subgroup";

export interface TileChoice {
  readonly form: TileForm;
  /** Why this form. */
  readonly reason: string;
}

const quadLanes = 4;
/** Samples of each form. */
const SAMPLES = 3;
/** In one sample. */
const MOST_PRODUCTS = 200;
/** Exchange must be this much faster. */
const GAIN = 1.03;

/** What was measured, by adapter. */
const measured = new Map<string, Promise<TileChoice>>();

/**
 * The form that is asked for, or the faster one on this adapter: measured once a process, and taken as the workgroup's
 * where that fails.
 *
 * @throws WebgpuUnavailableError when subgroups are asked for and the device has none, or some of less than 4 lanes.
 */
export async function chooseTileForm(
  wanted: TileForm | "auto",
  queue: CommandQueue,
  {
    adapter,
    software,
    subgroupSize,
  }: Pick<RequestedDevice, "adapter" | "software" | "subgroupSize">,
): Promise<TileChoice> {
  const quads = subgroupSize >= quadLanes;
  if (wanted === "subgroup" && !quads)
    throw new WebgpuUnavailableError(
      `webgpu: matmul is "subgroup", which needs subgroups of ${quadLanes} lanes, and ` +
        `${subgroupSize > 0 ? `this adapter has some of ${subgroupSize}` : "none are used here: the adapter lacks them, or subgroups is false"}; ` +
        'take matmul "auto"',
    );
  if (wanted !== "auto") return { form: wanted, reason: "asked for" };
  if (!quads) return { form: "workgroup", reason: `no subgroups of ${quadLanes} lanes` };
  let choice = measured.get(adapter);
  if (!choice) {
    choice = measure(queue, software);
    measured.set(adapter, choice);
    choice.catch(() => measured.delete(adapter)); // the next device may be luckier
  }
  return choice.catch(notMeasured);
}

async function measure(queue: CommandQueue, software: boolean): Promise<TileChoice> {
  let sampler: TileSampler | undefined;
  try {
    sampler = await tileSampler(queue, software);
    return await fasterTiles(sampler);
  } catch (error) {
    await Promise.resolve(); // a lost device settles its promise in the same turn
    queue.throwIfFailed(); // the cause, where there is one
    throw error;
  } finally {
    sampler?.dispose();
  }
}

/** Which form is clearly faster, if both give the same bits. */
export async function fasterTiles(sampler: Omit<TileSampler, "dispose">): Promise<TileChoice> {
  // The first samples also wake the device up. Subgroups go first: nothing right is in their result before.
  const firstSubgroup = await sampler.sample("subgroup", 1);
  const ofSubgroup = new Uint32Array(await sampler.result());
  const firstWorkgroup = await sampler.sample("workgroup", 1);
  const ofWorkgroup = new Uint32Array(await sampler.result());
  if (ofWorkgroup.some((bits, i) => bits !== ofSubgroup[i]))
    return { form: "workgroup", reason: "subgroup tiles give other bits on this adapter" };
  const one = Math.min(firstSubgroup, firstWorkgroup);
  const products = Math.max(
    1,
    Math.ceil(Math.min(sampler.milliseconds / Math.max(one, 0), MOST_PRODUCTS)),
  );
  const [subgroup, workgroup]: [number[], number[]] = [[], []];
  for (let i = 0; i < SAMPLES; i++) {
    subgroup.push(await sampler.sample("subgroup", products));
    workgroup.push(await sampler.sample("workgroup", products));
  }
  const [ofQuads, ofAll] = [median(subgroup), median(workgroup)];
  if (!(ofQuads > 0 && ofAll > 0)) throw new Error("the device's clock does not tell the time");
  const speed = (milliseconds: number) => speedOf((sampler.flops * products) / milliseconds / 1e6);
  return {
    form: ofAll > ofQuads * GAIN ? "subgroup" : "workgroup",
    reason: `subgroup tiles ${speed(ofQuads)}, workgroup tiles ${speed(ofAll)}`,
  };
}

const notMeasured = (error: unknown): TileChoice => ({
  form: "workgroup",
  reason: `not measured: ${error instanceof Error ? error.message : String(error)}`,
});

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1]!;

const speedOf = (gflops: number): string =>
  gflops >= 1000 ? `${(gflops / 1000).toPrecision(3)} TFLOP/s` : `${gflops.toPrecision(3)} GFLOP/s`;
