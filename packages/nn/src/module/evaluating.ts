import { expectOver, type Synchronous } from "../event-loop/synchronous.ts";
import { expectFunction, expectInstance } from "../options/expect-argument.ts";
import { Module } from "./module.ts";

/**
 * A way to run bodies with a model in inference mode, in which each module has its own mode back when a body is over.
 * `model.train()` would wake a part that was frozen with `part.eval()`, as batch norm is in fine-tuning. Bodies are
 * synchronous, so nobody sees the mode: a training of the model may go on between them.
 */
export function inferenceOf(model: Module): <T>(body: () => Synchronous<T>) => T {
  const modules = [...model.namedModules()].map(([, module]) => module);
  return (body) => {
    const training = modules.filter((module) => module.training);
    for (const module of training) module.training = false;
    try {
      return expectOver("inferenceOf", body(), "read results outside");
    } finally {
      for (const module of training) module.training = true;
    }
  };
}

/** How many evaluations a module is in, and the mode that it has back when the last of them is over. */
const evaluations = new WeakMap<Module, { count: number; readonly training: boolean }>();

/**
 * Run `body` with the model in inference mode, and give each module its own mode back, whatever happens. Several may
 * overlap: the modes come back when the last is over.
 */
export async function evaluating<T>(model: Module, body: () => T | Promise<T>): Promise<T> {
  expectInstance("evaluating", "model", model, Module, "a module");
  expectFunction("evaluating", "body", body);
  const modules = [...model.namedModules()].map(([, module]) => module);
  for (const module of modules) {
    const { count, training } = evaluations.get(module) ?? { count: 0, training: module.training };
    evaluations.set(module, { count: count + 1, training });
    module.training = false;
  }
  try {
    return await body();
  } finally {
    for (const module of modules) {
      const evaluation = evaluations.get(module)!;
      if (--evaluation.count > 0) continue;
      evaluations.delete(module);
      module.training = evaluation.training;
    }
  }
}
