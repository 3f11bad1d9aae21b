import type { Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";

/** One tensor that a module showed on the way. */
export interface CapturedTensor {
  /** Path of the module, as in the state dict; "" is the model itself. */
  readonly module: string;
  readonly role: string;
  readonly shape: Shape;
}

let observer: ((module: Module, role: string, tensor: Tensor) => void) | undefined;

/** Called by modules; costs one comparison unless something listens. @internal */
export function observe(module: Module, role: string, tensor: Tensor): void {
  observer?.(module, role, tensor);
}

/** Run `body` and list the tensors that the model's modules make, in order. */
export function capture(model: Module, body: () => void): readonly CapturedTensor[] {
  const paths = new Map([...model.namedModules()].map(([path, module]) => [module, path]));
  const captured: CapturedTensor[] = [];
  const outer = observer;
  observer = (module, role, { shape }) => {
    const path = paths.get(module);
    if (path !== undefined) captured.push({ module: path, role, shape });
  };
  try {
    body();
  } finally {
    observer = outer;
  }
  return captured;
}
