import type { Tensor } from "../tensor/tensor.ts";

let enabled = true;
let deferred = false;

/** Run `body` without recording: nothing it computes can be differentiated, and it saves nothing. */
export function noGrad<T>(body: () => T): T {
  return withMode(false, body);
}

/** Run `body` and record it, also inside `noGrad`. */
export function enableGrad<T>(body: () => T): T {
  return withMode(true, body);
}

function withMode<T>(mode: boolean, body: () => T): T {
  const outer = enabled;
  enabled = mode;
  try {
    return body();
  } finally {
    enabled = outer;
  }
}

/**
 * Run `body` without recording: it will run again and be recorded then (`checkpoint`), so it must compute as if it were
 * training, to the bit.
 */
export function recordLater<T>(body: () => T): T {
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
