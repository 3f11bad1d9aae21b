import { matchNames } from "../module/match-names.ts";
import { Module } from "../module/module.ts";
import { expectInstance } from "../options/expect-argument.ts";

/**
 * Let parameters keep their values: no gradient is computed for those whose names match, `freeze(model, "encoder.*")`,
 * and those they have are dropped, so that optimisers pass them over. Returns the names. A shared parameter is frozen
 * by any of its names.
 */
export function freeze(model: Module, patterns: string | readonly string[]): readonly string[] {
  expectInstance("freeze", "model", model, Module, "a module");
  return setTrainable("freeze", model, patterns, false);
}

/** Let parameters learn again. Returns the names that match. */
export function unfreeze(model: Module, patterns: string | readonly string[]): readonly string[] {
  expectInstance("unfreeze", "model", model, Module, "a module");
  return setTrainable("unfreeze", model, patterns, true);
}

function setTrainable(
  caller: string,
  model: Module,
  patterns: string | readonly string[],
  trainable: boolean,
): readonly string[] {
  const learned = new Set(model.parameters());
  const parameters = new Map([...model.stateDict()].filter(([, tensor]) => learned.has(tensor)));
  const names = matchNames(caller, [...parameters.keys()], patterns);
  for (const name of names) {
    const parameter = parameters.get(name);
    parameter?.requiresGrad_(trainable);
    if (!parameter || trainable) continue;
    parameter.grad?.dispose();
    parameter.grad = undefined;
  }
  return names;
}
