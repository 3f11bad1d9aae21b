import { formatShape } from "@qkv/core-wasm/contract";
import { expectFunction } from "../options/expect-argument.ts";
import type { Tensor } from "./tensor.ts";

let registry: FinalizationRegistry<string> | undefined;

/**
 * Hear of tensors that were left to the garbage collector, with where they were made. Their memory is given back, but
 * late: `scope`, `using` and `dispose` give it back at once, so that less is in use. For debugging; it costs nothing while
 * no listener is set. Pass undefined to stop.
 */
export function reportLeaks(listener: ((message: string) => void) | undefined): void {
  if (listener !== undefined) expectFunction("reportLeaks", "listener", listener);
  registry = listener && new FinalizationRegistry(listener);
}

/** Called for every new tensor. @internal */
export function watchForLeak(tensor: Tensor): void {
  if (!registry) return;
  const { stack = "" } = new Error();
  const made = stack.split("\n").slice(3).join("\n");
  const what = `tensor ${formatShape(tensor.shape)} was left to the garbage collector; it was made\n${made}`;
  registry.register(tensor, what, tensor);
}

/** Called when a tensor is freed, or has an owner inside the library that frees it. @internal */
export function unwatch(tensor: Tensor): void {
  registry?.unregister(tensor);
}
