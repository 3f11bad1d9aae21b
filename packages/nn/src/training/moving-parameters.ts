import type { Module } from "../module/module.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Parameters that a `fit` is moving now. */
const moving = new WeakSet<Tensor>();

/**
 * Claim the parameters of a training until it is disposed of: two loops that take turns between their awaits would drop
 * each other's gradients. Frozen ones may serve several trainings, as adapters on one model do.
 *
 * @throws Error when another training is moving one of them
 */
export function claimParameters(model: Module, optimizer: Optimizer): Disposable {
  const trained = model.parameters().filter(({ requiresGrad }) => requiresGrad);
  const claimed = new Set([...optimizer.parameters(), ...trained]);
  for (const parameter of claimed)
    if (moving.has(parameter))
      throw new Error(
        `Trainer: another fit is moving ${nameIn(model, parameter)}; await that one before`,
      );
  for (const parameter of claimed) moving.add(parameter);
  return {
    [Symbol.dispose]: () => {
      for (const parameter of claimed) moving.delete(parameter);
    },
  };
}

function nameIn(model: Module, parameter: Tensor): string {
  for (const [name, tensor] of model.namedTensors()) if (tensor === parameter) return name;
  return "a parameter of the optimiser";
}
