import { describeValue } from "../options/describe-value.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";

/** Parameters by PyTorch's names: live tensors of a module, or values read from a file. */
export type StateDict = ReadonlyMap<string, Tensor | HostTensor>;

/** What can be looked at before it is read. */
type Given = ReadonlyMap<string, Tensor | HostTensor | StoredTensor>;

/** Thrown when a state dict does not fit a module; lists every disagreement. */
export class StateDictError extends Error {
  override readonly name = "StateDictError";
}

/** Names that did not meet: those that the state dict lacks, and those that the model has no place for. */
export interface LoadResult {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/**
 * Throw, in the name of `caller`, unless the values fit the tensors under these names. With `strict`, missing and unexpected
 * keys are an error; wrong shapes and types always are. A shared tensor needs only one of its names.
 */
export function expectFit(
  caller: string,
  own: ReadonlyMap<string, Tensor>,
  given: Given,
  strict: boolean,
): LoadResult {
  const filled = new Set([...own].filter(([key]) => given.has(key)).map(([, tensor]) => tensor));
  const missingKeys = [...own].filter(([, tensor]) => !filled.has(tensor)).map(([key]) => key);
  const unexpectedKeys = [...given.keys()].filter((key) => !own.has(key));
  const lines = [...disagreements(own, given)];
  if (strict && missingKeys.length > 0) lines.push(`missing keys: ${missingKeys.join(", ")}`);
  if (strict && unexpectedKeys.length > 0)
    lines.push(`unexpected keys: ${unexpectedKeys.join(", ")}`);
  if (lines.length > 0)
    throw new StateDictError(`${caller}: state dict does not fit: ${lines.join("; ")}`);
  return { missingKeys, unexpectedKeys };
}

/** From JavaScript an object may come, as PyTorch's dict, or a promise of what was read. */
export function expectStateDict(given: unknown, caller: string): void {
  if (given instanceof Map) return;
  const came = given instanceof Promise ? "a Promise: await it" : describeValue(given);
  throw new TypeError(
    `${caller}: the state dict is ${came}, expected a Map from names to tensors, such as readSafetensors(bytes).tensors`,
  );
}

/** Lines that say where the given values do not fit the parameters. */
function disagreements(parameters: ReadonlyMap<string, Tensor>, given: Given): readonly string[] {
  const lines = [...unreadable(parameters, given)];
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

/** A line for the first tensor that is on another device, one that can only be read by waiting. */
function* unreadable(parameters: ReadonlyMap<string, Tensor>, given: Given): Generator<string> {
  for (const [key, { device }] of parameters) {
    const value = given.get(key);
    if (!value || !("device" in value)) continue;
    if (value.device === device || value.device.backend.readSync) continue;
    return yield `${key} is on device ${value.device.name}, which cannot be read at once, expected ${device.name} or values of ` +
      "the host; move one of the models with to(), or read the values: readSafetensors(await saveModel(model)).tensors";
  }
}
