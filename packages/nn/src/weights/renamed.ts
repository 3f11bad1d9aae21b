import { expectFunction, expectObject } from "../options/expect-argument.ts";
import type { Checkpoint, StoredTensor } from "./checkpoint.ts";
import { quote } from "./safetensors-error.ts";

/**
 * A checkpoint whose tensors have other names: those that `rename` gives, and without those for which it gives undefined.
 * Reads nothing.
 *
 * @throws RangeError for two tensors that would have one name
 */
export function renamed(
  checkpoint: Checkpoint,
  rename: (name: string) => string | undefined,
): Checkpoint {
  expectObject("renamed", "checkpoint", checkpoint, "a checkpoint", "tensors");
  const { tensors, metadata } = checkpoint;
  expectFunction("renamed", "rename", rename);
  const byNewName = new Map<string, StoredTensor>();
  const oldNames = new Map<string, string>();
  for (const [name, tensor] of tensors) {
    const newName = rename(name);
    if (newName === undefined) continue;
    const other = oldNames.get(newName);
    if (other !== undefined)
      throw new RangeError(
        `renamed: ${quote(other)} and ${quote(name)} both become ${quote(newName)}`,
      );
    oldNames.set(newName, name);
    byNewName.set(newName, tensor);
  }
  return { tensors: byNewName, metadata };
}
