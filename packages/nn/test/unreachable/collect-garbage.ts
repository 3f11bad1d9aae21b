import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Device } from "../../src/tensor/device.ts";

setFlagsFromString("--expose-gc");
export const gc: () => void = runInNewContext("gc");

/** Collect garbage until no more than so many buffers live, at most for a second; returns how many do. */
export async function collectGarbage(device: Device, expected: number): Promise<number> {
  for (let i = 0; i < 100 && device.memory().buffers > expected; i++) {
    gc();
    await wait(10); // what became unreachable is given back when the event loop turns
  }
  return device.memory().buffers;
}
