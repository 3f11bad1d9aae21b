import { setTimeout as pause } from "node:timers/promises";
import { type Device, setDefaultDevice } from "@qkv/nn";
import { type Verification, verify } from "@qkv/nn/device-comparison";
import { type DeviceFigures, measureWork, parts } from "./measure-work.ts";
import type { Subject } from "./subject.ts";

/** The same work on two devices, and how far apart their numbers are. */
export interface Comparison {
  readonly subject: Subject;
  readonly figures: readonly DeviceFigures[];
  readonly verification: Verification;
}

export interface ComparisonOptions {
  readonly signal: AbortSignal;
  /** `done`: part of all, 0 to 1. `left`: milliseconds. */
  readonly onProgress: (name: string, done: number, left: number) => void;
}

const verifySeconds = 1;

/** Measure both devices, one after the other, and verify the one against the other. */
export async function runComparison(
  subject: Subject,
  devices: readonly [Device, Device],
  { signal, onProgress }: ComparisonOptions,
): Promise<Comparison> {
  const begun = performance.now();
  const expected = [
    ...devices.flatMap((device) =>
      parts.map(({ name, seconds }) => ({ name: `${device.name}: ${name}`, seconds })),
    ),
    { name: "differences", seconds: verifySeconds },
  ];
  const total = expected.reduce((sum, { seconds }) => sum + 1000 * seconds, 0);
  let [current, before, start] = ["", 0, begun];
  const report = (name: string): void => {
    const now = performance.now();
    if (name !== current) [current, start] = [name, now];
    const at = expected.findIndex((one) => one.name === name);
    before = expected.slice(0, at).reduce((sum, { seconds }) => sum + 1000 * seconds, 0);
    // A slow machine shows itself in what is done already; that the CPU was quick says nothing of a GPU.
    const pace = before > 0 ? Math.max(1, (start - begun) / before) : 1;
    const here = Math.min((now - start) / pace, 1000 * expected[at]!.seconds);
    onProgress(name, (before + here) / total, pace * (total - before - here));
  };
  const figures: DeviceFigures[] = [];
  for (const device of devices)
    figures.push(
      await measureWork(subject, device, {
        signal,
        onProgress: (part) => report(`${device.name}: ${part}`),
      }),
    );
  report("differences");
  await pause(0); // signals arrive between turns
  signal.throwIfAborted();
  setDefaultDevice(devices[0]);
  const fresh = await subject.make();
  using model = fresh.model;
  model.eval(); // dropout hides what it drops
  const verification = await verify(model, fresh.checkInputs(), ...devices, { tolerance });
  return { subject, figures, verification };
}

/** Relative difference up to which tensors agree. */
export const tolerance = 1e-3;
