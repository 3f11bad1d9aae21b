import type { Tensor } from "../tensor/tensor.ts";
import { axisSymbols } from "./axes.ts";
import type { Module } from "./module.ts";

/** Sees every tensor that modules show, and gives the one to go on with. */
export type Observer = (
  module: Module,
  role: string,
  tensor: Tensor,
  axes: readonly string[],
) => Tensor;

/** Those that listen now, in the order in which they began. */
let observers: Observer[] = [];

/** Whether anybody listens: modules then compute step by step what they would fuse. @internal */
export const isObserved = (): boolean => observers.length > 0;

/** Called by modules; costs one comparison unless something listens. @internal */
export function observe(
  module: Module,
  role: string,
  tensor: Tensor,
  axes: readonly string[],
): Tensor {
  if (observers.length === 0) return tensor;
  const symbols = axisSymbols(axes, tensor.shape.length);
  return observers.reduceRight((shown, see) => see(module, role, shown, symbols), tensor);
}

/** Listen from now on, to what those that began before then see in turn; the function ends it. @internal */
export function startObserving(observer: Observer): () => void {
  const listening = observers;
  listening.push(observer);
  return () => {
    listening.splice(listening.lastIndexOf(observer), 1);
  };
}

/** Run `body`, in which nobody listens but those that begin in it. @internal */
export function unobserved<T>(body: () => T): T {
  const outer = observers;
  observers = [];
  try {
    return body();
  } finally {
    observers = outer;
  }
}
