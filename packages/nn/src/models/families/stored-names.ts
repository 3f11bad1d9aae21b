import type { Checkpoint, StoredTensor } from "../../weights/checkpoint.ts";
import { forms } from "./file-weights.ts";
import { familyOfConfig } from "./find-family.ts";

/**
 * The names in a file, in full, without those of weights that stand there twice: a head that is the table of tokens again,
 * say. Reads the values of what has two names, and nothing else.
 *
 * @throws OptionError for a config.json of no family
 */
export async function storedNames(
  config: object,
  { tensors }: Checkpoint,
): Promise<ReadonlySet<string>> {
  const { twins, layout } = familyOfConfig(config);
  const stored = new Set(tensors.keys());
  if (!twins) return stored;
  const { prefix = "" } = layout;
  for (const name of tensors.keys()) for (const form of forms(name, prefix)) stored.add(form);
  const inFile = (name: string) =>
    forms(name, prefix)
      .map((form) => tensors.get(form))
      .find((one) => one !== undefined);
  for (const [name, other] of twins(config)) {
    const [one, twin] = [inFile(name), inFile(other)];
    if (one && (!twin || (await isSame(one, twin)))) stored.delete(name);
  }
  return stored;
}

async function isSame(one: StoredTensor, other: StoredTensor): Promise<boolean> {
  if (one.shape.join() !== other.shape.join()) return false;
  const [a, b] = [await one.read(), await other.read()];
  return a.values.every((value, i) => Object.is(value, b.values[i]));
}
