import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../repository.mjs";

const memory = join(root, "node_modules", ".cache", "qkv", "test-durations.json");

// What a file takes that has not run here: what computes on a GPU, or on a driver in its place, is slow, and so is what runs
// programs, threads or compilers.
const guesses = [
  [/\/gpu-[^/]+\/.*\/conformance/, 60],
  [/\/gpu-[^/]+\/|webgpu|chromium|devices/, 20],
  [/\/cli\/test\/|threads|bundle|packed|\/(exports|unreachable|hub)\//, 10],
  [/./, 1.5],
];

export const expectedSeconds = (path, durations) =>
  durations[path] ?? guesses.find(([pattern]) => pattern.test(path))[1];

/** How many seconds each test file took when it last ran here: { path from the root: seconds }. */
export function rememberedDurations(file = memory) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // the first run here, or one that was cut off while it wrote
  }
}

export function rememberDurations(durations, file = memory) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...rememberedDurations(file), ...durations }));
}
