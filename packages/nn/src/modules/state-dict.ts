import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Parameters by PyTorch's names: live tensors of a module, or values read from a file. */
export type StateDict = ReadonlyMap<string, Tensor | HostTensor>;

/** Thrown when a state dict does not fit a module; lists every disagreement. */
export class StateDictError extends Error {
  override readonly name = "StateDictError";
}

export interface LoadResult {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** Lines that say where the given values do not fit the parameters. */
export function disagreements(
  parameters: ReadonlyMap<string, Tensor>,
  given: StateDict,
): readonly string[] {
  const lines: string[] = [];
  for (const [key, parameter] of parameters) {
    const value = given.get(key);
    if (!value) continue;
    if (value.dtype !== parameter.dtype)
      lines.push(`${key} is ${value.dtype}, expected ${parameter.dtype}`);
    if (value.shape.join() !== parameter.shape.join())
      lines.push(`${key} is [${value.shape.join(", ")}], expected [${parameter.shape.join(", ")}]`);
    else if ("values" in value && value.values.length !== parameter.size)
      lines.push(`${key} has ${value.values.length} values, expected ${parameter.size}`);
  }
  return lines;
}
