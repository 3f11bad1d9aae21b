import { statSync } from "node:fs";
import { BaseSequencer } from "vitest/node";
import { rememberedDurations } from "./durations.mjs";
import { fromRoot } from "./test-files.mjs";

// Where nothing is remembered: what computes on a GPU, or a driver in its place, takes longest.
const onGpu = /\/gpu-[^/]+\/|webgpu|chromium|devices/;

/** Vitest's order of files: the slowest of all projects first, so that all processors end together. */
export default class SlowestFirst extends BaseSequencer {
  async sort(specifications) {
    const durations = rememberedDurations();
    const files = specifications.map((specification) => {
      const path = fromRoot(specification.moduleId);
      return { specification, path, bytes: statSync(specification.moduleId).size };
    });
    return slowestFirst(files, durations).map(({ specification }) => specification);
  }
}

/** Files, as { path, bytes }, by the seconds they took, those without any first: on a GPU, then the longest text. */
export function slowestFirst(files, durations) {
  const key = ({ path, bytes }) => [
    durations[path] ?? Number.MAX_VALUE,
    onGpu.test(path) ? 1 : 0,
    bytes,
  ];
  return [...files].sort((a, b) => {
    const [first, second] = [key(a), key(b)];
    const differs = first.findIndex((value, i) => value !== second[i]);
    return differs < 0 ? 0 : second[differs] - first[differs];
  });
}
