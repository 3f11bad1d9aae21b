import type { Tensor } from "../tensor/tensor.ts";

let enabled = true;

/** Run `body` without recording: nothing it computes can be differentiated, and it saves nothing. */
export function noGrad<T>(body: () => T): T {
  const outer = enabled;
  enabled = false;
  try {
    return body();
  } finally {
    enabled = outer;
  }
}

/** Whether an operation on these inputs is to be recorded. */
export function wantsGrad(...inputs: readonly (Tensor | undefined)[]): boolean {
  return enabled && inputs.some((input) => input?.requiresGrad);
}
