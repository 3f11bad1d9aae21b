import { expectOver, type Synchronous } from "../event-loop/synchronous.ts";
import { expectFunction } from "../options/expect-argument.ts";
import { enterScope, leaveScope, registerInScope } from "./scope-stack.ts";
import { Tensor } from "./tensor.ts";

/**
 * Run `body` and free every tensor it made but those it returns (in arrays and objects too) and
 * those that something lasting owns: parameters, their gradients, optimiser state. Frees on a throw
 * as well. The body must be synchronous; its type says so.
 */
export function scope<T>(body: () => Synchronous<T>): T {
  expectFunction("scope", "body", body);
  const outer = enterScope();
  let kept: readonly Tensor[] = [];
  try {
    const result: T = expectOver(
      "scope",
      body(),
      "a scope would free what others make meanwhile, so put one around each step between two awaits",
    );
    kept = tensorsIn(result);
    return result;
  } finally {
    const made = leaveScope(outer);
    const isKept = membership(kept);
    for (const tensor of made)
      if (isKept(tensor)) registerInScope(tensor);
      else if (!tensor.lasting) tensor.dispose();
  }
}

/** Whether a tensor is one of these; as a rule it is one, for which a set would be waste. */
function membership(tensors: readonly Tensor[]): (tensor: Tensor) => boolean {
  if (tensors.length < 9) return (tensor) => tensors.includes(tensor);
  const set = new Set(tensors);
  return (tensor) => set.has(tensor);
}

function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (value instanceof Map) return [...value.values()].flatMap(tensorsIn);
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (
    value !== null &&
    typeof value === "object" &&
    Object.getPrototypeOf(value) === Object.prototype
  )
    return Object.values(value).flatMap(tensorsIn);
  return [];
}
