import { Linear } from "../layers/linear.ts";
import { matchNames } from "../module/match-names.ts";
import type { Module } from "../module/module.ts";
import { nearestHint } from "../options/nearest-name.ts";
import { LowRankAdapter } from "./low-rank-adapter.ts";

/** The Linear modules of a model by their paths, but those that are parts of adapters. */
export function linearsOf(model: Module): ReadonlyMap<string, Linear> {
  const linears = new Map<string, Linear>();
  const parts = new Set<Module>();
  for (const [path, module] of model.namedModules()) {
    if (!(module instanceof Linear)) continue;
    linears.set(path, module);
    if (module.held instanceof LowRankAdapter)
      for (const part of module.held.modules.values()) parts.add(part);
  }
  return new Map([...linears].filter(([, module]) => !parts.has(module)));
}

/**
 * The paths that targets name: a pattern with * or ?, a whole path, or the end of paths, "q_proj", as Hugging Face's PEFT
 * takes them.
 *
 * @throws RangeError for one that names no Linear, with the nearest that does
 */
export function pathsOfTargets(
  caller: string,
  model: Module,
  targets: string | readonly string[],
): readonly string[] {
  const paths = [...linearsOf(model).keys()];
  const met = new Set<string>();
  for (const target of [targets].flat()) {
    const named = /[*?]/.test(target)
      ? matchNames(caller, paths, target)
      : paths.filter((path) => path === target || path.endsWith(`.${target}`));
    if (named.length === 0) throw new RangeError(`${caller}: ${unmet(target, paths)}`);
    for (const path of named) met.add(path);
  }
  return paths.filter((path) => met.has(path));
}

function unmet(target: string, paths: readonly string[]): string {
  const ends = [...new Set(paths.map((path) => path.slice(path.lastIndexOf(".") + 1)))];
  const known = ends.length > 0 ? ends.slice(0, 12).join(", ") : "(there are none)";
  return `"${target}" names no Linear module${nearestHint(target, [...ends, ...paths])}; expected a path, a pattern, or one of ${known}`;
}
