import { formatShape } from "@qkv/core-wasm/contract";
import type { Tensor } from "./tensor.ts";

let registry: FinalizationRegistry<string> | undefined;

/**
 * Hear of tensors that the garbage collector took before anybody freed them: their device memory is
 * lost. For debugging; it frees nothing, and costs nothing while no listener is set. Pass undefined
 * to stop.
 */
export function reportLeaks(listener: ((message: string) => void) | undefined): void {
  registry = listener && new FinalizationRegistry(listener);
}

/** Called for every new tensor. @internal */
export function watchForLeak(tensor: Tensor): void {
  if (!registry) return;
  const { stack = "" } = new Error();
  const made = stack.split("\n").slice(3).join("\n");
  const what = `tensor ${formatShape(tensor.shape)} was never freed; it was made\n${made}`;
  registry.register(tensor, what, tensor);
}

/** Called when a tensor is freed. @internal */
export function unwatch(tensor: Tensor): void {
  registry?.unregister(tensor);
}
