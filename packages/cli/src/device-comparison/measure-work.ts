import { setTimeout as pause } from "node:timers/promises";
import { type Device, setDefaultDevice } from "@qkv/nn";
import type { Subject } from "./subject.ts";

/** What one device made of the work. */
export interface DeviceFigures {
  readonly device: Device;
  /** Milliseconds: to load the model, or to build it. */
  readonly load: number;
  /** Milliseconds; kernels are compiled in it. */
  readonly firstStep: number;
  /** Median milliseconds of the steps after it. */
  readonly step: number;
  readonly steps: number;
  /** Of a text that is generated token by token. */
  readonly tokensPerSecond: number;
  /** Most bytes of tensors at one time. */
  readonly memory: number;
}

/** The parts of the work in their order, with the seconds that each may take. */
export const parts = [
  { name: "load", seconds: 0.3 },
  { name: "first step", seconds: 1 },
  { name: "training steps", seconds: 3 },
  { name: "generation", seconds: 3 },
] as const;

export type PartName = (typeof parts)[number]["name"];

const [leastSteps, mostSteps] = [2, 30];
const partMilliseconds = 3000;

export interface WorkOptions {
  readonly signal: AbortSignal;
  /** Called when a part begins, and as it goes on. */
  readonly onProgress: (part: PartName) => void;
}

/** Load, train and generate on a device. Rejects when the signal stops it. */
export async function measureWork(
  subject: Subject,
  device: Device,
  { signal, onProgress }: WorkOptions,
): Promise<DeviceFigures> {
  const turn = async (part: PartName): Promise<void> => {
    onProgress(part);
    await pause(0); // signals arrive between turns
    signal.throwIfAborted();
  };
  setDefaultDevice(device);
  await turn("load");
  const [load, made] = await timed(async () => {
    const fresh = await subject.make();
    await fresh.model.parameters().at(-1)!.data(); // a device works in order: all the others are there too
    return fresh;
  });
  const { model } = made;
  try {
    using training = made.trainingSteps();
    await turn("first step");
    const [firstStep] = await timed(() => training.run());
    const times: number[] = [];
    const start = performance.now();
    while (times.length < mostSteps) {
      await turn("training steps");
      times.push((await timed(() => training.run()))[0]);
      if (times.length >= leastSteps && performance.now() - start > partMilliseconds) break;
    }
    times.sort((a, b) => a - b);
    await turn("generation");
    model.eval();
    const speed = await made.tokensPerSecond({
      ...{ signal, milliseconds: partMilliseconds },
      onToken: () => onProgress("generation"),
    });
    return {
      ...{ device, load, firstStep, step: times[times.length >> 1]!, steps: times.length },
      ...{ tokensPerSecond: speed, memory: device.memory().peakBytes },
    };
  } finally {
    model.dispose();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}
