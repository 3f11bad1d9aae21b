import { statSync } from "node:fs";
import { BaseSequencer } from "vitest/node";
import { expectedSeconds, rememberedDurations } from "./durations.mjs";
import { fromRoot } from "./test-files.mjs";

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

/** Files, as { path, bytes }, by the seconds that they are expected to take, and then by their length. */
export function slowestFirst(files, durations) {
  const seconds = ({ path }) => expectedSeconds(path, durations);
  return [...files].sort((a, b) => seconds(b) - seconds(a) || b.bytes - a.bytes);
}
