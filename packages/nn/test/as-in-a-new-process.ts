import { setTimeout as wait } from "node:timers/promises";
import { afterAll, vi } from "vitest";
import { setDefaultDevice, usualDevice } from "../src/device/default-device.ts";
import { manualSeed } from "../src/random/generator.ts";
import { gc } from "./unreachable/collect-garbage.ts";

// Files of tests share a process. Each begins with the usual device, the first seed, and without what the one before left
// behind, so that none depends on those before it.
setDefaultDevice(usualDevice());
manualSeed(0);
if (usualDevice().memory().buffers > 0) {
  gc();
  await wait(0); // what became unreachable is given back when the event loop turns
}

afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
