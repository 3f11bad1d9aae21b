import { setImmediate as nextTurn } from "node:timers/promises";
import { setDefaultDevice } from "@qkv/nn";
import { countLaunches } from "@qkv/nn/inspection";
import type { BenchDevice } from "./bench-device.ts";
import type { Prepared, Workload } from "./workload.ts";

/** One device's part of a row. */
export interface Cell {
  /** Milliseconds of one run. */
  readonly median: number;
  readonly best: number;
  readonly flops: number;
  /** Where reading is what it waits for. */
  readonly bytes?: number;
}

export interface MeasureOptions {
  /** For all devices together, once they are prepared. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** `note`: what is done instead of measuring. */
  readonly onProgress: (note?: string) => void;
  /** What the machine can do is measured here, beside what is held against it. */
  readonly betweenRounds: () => void;
}

const turnMilliseconds = 15;
const leastRounds = 3;

/** Time a workload on the devices in turns, so that a busy machine hurts all alike; undefined when stopped. */
export async function measureRow(
  { prepare }: Workload,
  devices: readonly BenchDevice[],
  { seconds, signal, onProgress, betweenRounds }: MeasureOptions,
): Promise<readonly Cell[] | undefined> {
  const contestants: Contestant[] = [];
  try {
    for (const device of devices) {
      onProgress(device.device.name === "webgpu" ? "compiling for the GPU" : undefined);
      await nextTurn(); // signals arrive between turns
      if (signal.aborted) return undefined;
      setDefaultDevice(device.device);
      contestants.push(await ready(await prepare(device), device));
    }
    const start = performance.now();
    for (
      let round = 0;
      round < leastRounds || performance.now() - start < 1000 * seconds;
      round++
    ) {
      betweenRounds();
      for (const contestant of contestants) {
        onProgress();
        await nextTurn();
        if (signal.aborted) return undefined;
        await turn(contestant);
      }
    }
    return contestants.map(cellOf);
  } finally {
    for (const { prepared } of contestants) prepared.dispose();
  }
}

interface Contestant {
  readonly prepared: Prepared;
  readonly device: BenchDevice;
  readonly flops: number;
  readonly milliseconds: number;
  readonly samples: number[];
}

/** Count what a run computes, and run until it has its speed. */
async function ready(prepared: Prepared, device: BenchDevice): Promise<Contestant> {
  const pending: Promise<void>[] = [];
  const counts = countLaunches(() => pending.push(Promise.resolve(prepared.run())));
  await Promise.all(pending);
  await device.finish();
  const flops = [...counts.values()].reduce((sum, count) => sum + count.flops, 0);
  const start = performance.now();
  let milliseconds = 0;
  for (let runs = 1; runs <= 2 || performance.now() - start < 100; runs++) {
    await prepared.run();
    await device.finish();
    milliseconds = (performance.now() - start) / runs;
  }
  return { prepared, device, flops, milliseconds, samples: [] };
}

/** About 15 milliseconds of samples, behind one run that wakes its threads. */
async function turn({ prepared, device, milliseconds, samples }: Contestant): Promise<void> {
  const { finish, sampleMilliseconds } = device;
  setDefaultDevice(device.device);
  if (milliseconds < turnMilliseconds) {
    await prepared.run();
    await finish();
  }
  const runs = atLeastOne(sampleMilliseconds / milliseconds);
  const wanted = atLeastOne(turnMilliseconds / (runs * milliseconds));
  for (let sample = 0; sample < wanted; sample++) {
    const start = performance.now();
    for (let i = 0; i < runs; i++) await prepared.run();
    await finish();
    samples.push((performance.now() - start) / runs);
  }
}

const atLeastOne = (count: number): number => Math.max(1, Math.round(count));

function cellOf({ prepared: { bytes }, flops, samples }: Contestant): Cell {
  const sorted = [...samples].sort((a, b) => a - b);
  const [median, best] = [sorted[sorted.length >> 1]!, sorted[0]!];
  return { median, best, flops, ...(bytes === undefined ? {} : { bytes }) };
}
