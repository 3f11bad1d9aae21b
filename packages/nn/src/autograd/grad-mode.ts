import { expectOver, type Synchronous } from "../event-loop/synchronous.ts";
import { expectFunction } from "../options/expect-argument.ts";
import type { Tensor } from "../tensor/tensor.ts";

let enabled = true;
let deferred = false;

/**
 * Run `body` without recording: nothing it computes can be differentiated, and it saves nothing. It is synchronous:
 * over an await the mode would reach whatever else runs meanwhile, a training perhaps.
 */
export function noGrad<T>(body: () => Synchronous<T>): T {
  expectFunction("noGrad", "body", body);
  return withMode("noGrad", false, body);
}

/** Run `body`, which is synchronous, and record it, also inside `noGrad`. */
export function enableGrad<T>(body: () => Synchronous<T>): T {
  return withMode("enableGrad", true, body);
}

function withMode<T>(name: string, mode: boolean, body: () => Synchronous<T>): T {
  const outer = enabled;
  enabled = mode;
  try {
    return expectOver<T>(
      name,
      body(),
      "put it around each forward pass, between two awaits (generate and the evaluations do so by themselves)",
    );
  } finally {
    enabled = outer;
  }
}

/**
 * Run `body` without recording: it will run again and be recorded then (`checkpoint`), so it must compute as if it were
 * training, to the bit.
 */
export function recordLater<T>(body: () => Synchronous<T>): T {
  const outer = deferred;
  deferred = true;
  try {
    return noGrad(body);
  } finally {
    deferred = outer;
  }
}

/** Whether what is not recorded now will be. */
export const willBeRecorded = (): boolean => deferred;

/** Whether an operation on these operands is to be recorded. */
export function anyWantsGrad(operands: Readonly<Record<string, Tensor | undefined>>): boolean {
  if (!enabled) return false;
  for (const name in operands) if (operands[name]?.requiresGrad) return true;
  return false;
}

/** Whether an operation on these inputs is to be recorded. */
export function wantsGrad(...inputs: readonly (Tensor | undefined)[]): boolean {
  return enabled && inputs.some((input) => input?.requiresGrad);
}
