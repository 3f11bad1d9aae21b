import { type KernelName, kernels } from "@qkv/core-wasm/contract";
import { andThen, untilSettled } from "../event-loop/until-settled.ts";
import { expectFunction } from "../options/expect-argument.ts";

/** Calls and floating-point operations of one kernel. */
export interface KernelCount {
  calls: number;
  flops: number;
}

/** Calls and floating-point operations by kernel. */
export type LaunchCounts = ReadonlyMap<KernelName, Readonly<KernelCount>>;

/** Of those that count now. */
const counting = new Set<Map<KernelName, KernelCount>>();

/** Called by every launch; costs one comparison unless something counts. @internal */
export function observeLaunch(kernel: KernelName, shapes: object, attrs: object): void {
  if (counting.size === 0) return;
  const flops = (kernels[kernel].flops as (s: object, a: object) => number)(shapes, attrs);
  for (const counts of counting) {
    const count = counts.get(kernel) ?? { calls: 0, flops: 0 };
    count.calls++;
    count.flops += flops;
    counts.set(kernel, count);
  }
}

/**
 * Floating-point operations that `body` launches; a multiply-add counts two. On the meta device nothing is computed:
 * `countFlops(() => model.forward(ids))` for a model and ids made there. Of an asynchronous body, what is launched
 * until its promise settles, by others too.
 */
export function countFlops(body: () => PromiseLike<unknown>): Promise<number>;
export function countFlops(body: () => void): number;
export function countFlops(body: () => unknown): number | Promise<number> {
  expectFunction("countFlops", "body", body);
  return andThen(countLaunches(body) as LaunchCounts | Promise<LaunchCounts>, (counts) => {
    let total = 0;
    for (const { flops } of counts.values()) total += flops;
    return total;
  });
}

/**
 * Run `body` and count its kernel launches and floating-point operations, by kernel; of an asynchronous body until its
 * promise settles, those of others too.
 */
export function countLaunches(body: () => PromiseLike<unknown>): Promise<LaunchCounts>;
export function countLaunches(body: () => void): LaunchCounts;
export function countLaunches(body: () => unknown): LaunchCounts | Promise<LaunchCounts> {
  expectFunction("countLaunches", "body", body);
  const counts = new Map<KernelName, KernelCount>();
  counting.add(counts);
  const result = untilSettled("countLaunches", body, () => counting.delete(counts));
  return andThen(result, () => counts);
}
