import type { Tensor } from "./tensor.ts";

let current: Tensor[] | undefined;

/** Open a scope; returns the one around it, for `leaveScope`. */
export function enterScope(): Tensor[] | undefined {
  const outer = current;
  current = [];
  return outer;
}

/** Close the scope; returns the tensors made in it. */
export function leaveScope(outer: Tensor[] | undefined): readonly Tensor[] {
  const made = current ?? [];
  current = outer;
  return made;
}

/** Have the innermost scope, if there is one, free the tensor when it ends. */
export function registerInScope(tensor: Tensor): void {
  current?.push(tensor);
}
