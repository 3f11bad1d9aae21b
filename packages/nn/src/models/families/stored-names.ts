import type { Checkpoint, StoredTensor } from "../../weights/checkpoint.ts";
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
  const short = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  for (const name of tensors.keys()) stored.add(prefix + name);
  const inFile = (name: string) => tensors.get(name) ?? tensors.get(short(name));
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
