import type { Tensor } from "../tensor/tensor.ts";

let enabled = true;

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
