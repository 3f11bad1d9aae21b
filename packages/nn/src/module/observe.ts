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

let observer: Observer | undefined;

/** Whether anybody listens: modules then compute step by step what they would fuse. @internal */
export const isObserved = (): boolean => observer !== undefined;

/** Called by modules; costs one comparison unless something listens. @internal */
export function observe(
  module: Module,
  role: string,
  tensor: Tensor,
  axes: readonly string[],
): Tensor {
  return observer ? observer(module, role, tensor, axisSymbols(axes, tensor.shape.length)) : tensor;
}

/** Run `body` with the observer that `next` makes of the present one. @internal */
export function withObserver<T>(
  next: (outer: Observer | undefined) => Observer | undefined,
  body: () => T,
): T {
  const outer = observer;
  observer = next(outer);
  try {
    return body();
  } finally {
    observer = outer;
  }
}
