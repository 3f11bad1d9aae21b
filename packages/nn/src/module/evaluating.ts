import type { Module } from "./module.ts";

/**
 * Switch a model to inference mode; the function that is returned gives each module its own mode back. `model.train()`
 * instead would wake a part that was frozen with `part.eval()`, as batch norm is in fine-tuning.
 */
export function evaluationMode(model: Module): () => void {
  const modes = [...model.namedModules()].map(([, module]) => [module, module.training] as const);
  model.eval();
  return () => {
    for (const [module, training] of modes) module.training = training;
  };
}

/** Run `body` with the model in inference mode, and give each module its own mode back, whatever happens. */
export async function evaluating<T>(model: Module, body: () => T | Promise<T>): Promise<T> {
  const restore = evaluationMode(model);
  try {
    return await body();
  } finally {
    restore();
  }
}
