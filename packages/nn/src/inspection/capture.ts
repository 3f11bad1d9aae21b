import type { Shape } from "@qkv/core-wasm/contract";
import { andThen, untilSettled } from "../event-loop/until-settled.ts";
import { Module } from "../module/module.ts";
import { startObserving, unobserved } from "../module/observe.ts";
import { expectFunction, expectInstance, expectList } from "../options/expect-argument.ts";
import { Tensor } from "../tensor/tensor.ts";

/** One tensor that a module showed on the way. */
export interface CapturedTensor {
  /** Path of the module, as in the state dict; "" is the model itself. */
  readonly module: string;
  readonly role: string;
  /** Symbols of the axes: N batch, M and Mt tokens of source and target, E width, nhead heads, vocab. */
  readonly axes: readonly string[];
  readonly shape: Shape;
  readonly tensor: Tensor;
  /** d(loss)/d(tensor), once a backward pass has come by. */
  gradient?: Tensor;
}

/** What may be done with a tensor on its way: nothing, or another one put in its place. */
export type TensorHook = (captured: CapturedTensor) => Tensor | undefined;

/**
 * Run `body` with a hook on every tensor that the model's modules show. A tensor that the hook
 * returns takes the place of the one it was given: that is how activations are patched and heads
 * ablated. Of nested hooks the inner one comes first, and the outer one sees what it put in.
 *
 * When the body returns a promise, as `() => generate(...)` does, the hook stays until that settles, and sees
 * whatever runs on the model meanwhile: to compare two generations, run them one after the other.
 */
export function withHook<T>(model: Module, hook: TensorHook, body: () => T): T {
  expectInstance("withHook", "model", model, Module, "a module");
  expectFunction("withHook", "hook", hook);
  expectFunction("withHook", "body", body);
  const paths = new Map([...model.namedModules()].map(([path, module]) => [module, path]));
  const stop = startObserving((module, role, tensor, axes) => {
    const path = paths.get(module);
    if (path === undefined) return tensor;
    const seen: CapturedTensor = { module: path, role, axes, shape: tensor.shape, tensor };
    // What the hook itself computes with the model's modules is not shown.
    return replacement(
      seen,
      unobserved(() => hook(seen)),
    );
  });
  return untilSettled("withHook", body, stop);
}

/** The tensor to go on with, by what a hook returned. */
function replacement({ module, role, tensor }: CapturedTensor, put: Tensor | undefined): Tensor {
  if (put === undefined || put === null) return tensor;
  if (!(put instanceof Tensor))
    throw new TypeError(
      `hook: returned ${String(put)} for ${module} ${role}, expected a tensor or nothing, at once`,
    );
  if (put.shape.join() !== tensor.shape.join())
    throw new RangeError(
      `hook: ${module} ${role} is [${tensor.shape.join(", ")}], its replacement [${put.shape.join(", ")}]`,
    );
  return put;
}

/** What a forward pass showed, in order. Holds the tensors until it is disposed. */
export class Capture implements Iterable<CapturedTensor>, Disposable {
  readonly tensors: readonly CapturedTensor[];

  constructor(tensors: readonly CapturedTensor[]) {
    expectList("Capture", "tensors", tensors);
    this.tensors = tensors;
  }

  [Symbol.iterator](): Iterator<CapturedTensor> {
    return this.tensors[Symbol.iterator]();
  }

  /** The first tensor of this role that this module showed. */
  get(module: string, role: string): CapturedTensor {
    const found = this.tensors.find((seen) => seen.module === module && seen.role === role);
    if (found) return found;
    const all = this.tensors.map((seen) => `${seen.module}/${seen.role}`).join(", ");
    throw new RangeError(`capture: there is no ${module}/${role}, expected one of ${all}`);
  }

  dispose(): void {
    for (const { tensor, gradient } of this.tensors) {
      tensor.dispose();
      gradient?.dispose();
    }
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Run `body` and keep the tensors that the model's modules make. After a `backward()` through them,
 * in `body` or later, each has its gradient too. While capturing, attention is computed step by step,
 * so that its scores and weights can be seen. Of an asynchronous body, a whole generation perhaps, it keeps what the
 * model shows until the promise settles.
 */
export function capture(model: Module, body: () => PromiseLike<unknown>): Promise<Capture>;
export function capture(model: Module, body: () => void): Capture;
export function capture(model: Module, body: () => unknown): Capture | Promise<Capture> {
  expectInstance("capture", "model", model, Module, "a module");
  expectFunction("capture", "body", body);
  const captured: CapturedTensor[] = [];
  const keep: TensorHook = (seen) => {
    const kept = { ...seen, tensor: seen.tensor.retain() };
    captured.push(kept);
    keepGradient(kept, seen.tensor);
    return undefined;
  };
  const drop = (error: unknown): never => {
    new Capture(captured).dispose();
    throw error;
  };
  try {
    return andThen(withHook(model, keep, body), () => new Capture(captured), drop);
  } catch (error) {
    return drop(error);
  }
}

function keepGradient(kept: CapturedTensor, { node }: Tensor): void {
  if (!node) return;
  const before = node.onGradient;
  node.onGradient = (gradient) => {
    before?.(gradient);
    if (kept.tensor.disposed) return; // nobody would free it
    kept.gradient?.dispose();
    kept.gradient = gradient.retain();
  };
}
