import { type KernelName, kernels } from "@qkv/core-wasm/contract";

/** Calls and floating-point operations of one kernel. */
export interface KernelCount {
  calls: number;
  flops: number;
}

let counts: Map<KernelName, KernelCount> | undefined;

/** Called by every launch; costs one comparison unless something counts. @internal */
export function observeLaunch(kernel: KernelName, shapes: object, attrs: object): void {
  if (!counts) return;
  const count = counts.get(kernel) ?? { calls: 0, flops: 0 };
  count.calls++;
  count.flops += (kernels[kernel].flops as (s: object, a: object) => number)(shapes, attrs);
  counts.set(kernel, count);
}

/**
 * Floating-point operations that `body` launches; a multiply-add counts two. On the meta device nothing is computed:
 * `countFlops(() => model.forward(ids))` for a model and ids made there.
 */
export function countFlops(body: () => void): number {
  let total = 0;
  for (const { flops } of countLaunches(body).values()) total += flops;
  return total;
}

/** Run `body` and count its kernel launches and floating-point operations, by kernel. */
export function countLaunches(body: () => void): ReadonlyMap<KernelName, Readonly<KernelCount>> {
  const outer = counts;
  const mine = new Map<KernelName, KernelCount>();
  counts = mine;
  try {
    body();
  } finally {
    counts = outer;
  }
  return mine;
}
