import { expectObject } from "../../options/expect-argument.ts";
import { type ByteSource, readRange } from "../byte-source.ts";
import { readLegacyFile } from "./legacy-file.ts";
import { TorchFileError } from "./torch-file-error.ts";
import { TorchTensor } from "./torch-tensor.ts";
import type { TorchValue } from "./torch-value.ts";
import { isZip } from "./zip-directory.ts";
import { readZipFile } from "./zip-file.ts";

const DEEPEST = 100;

/**
 * Open a file of `torch.save` (.pt, .pth, .bin), of any version since PyTorch 0.4, and read what it holds: tensors and
 * containers of them, numbers and texts. Nothing in it is ever run; whatever needs that is refused by its name. Of tensors
 * nothing is read before they are asked for, and the source must stay open until then.
 *
 * @throws TorchFileError; what the source throws
 */
export async function openTorchFile(source: ByteSource): Promise<TorchValue> {
  expectObject("openTorchFile", "source", source, "a byte source", "size", "read");
  const first = await readRange(source, 0, Math.min(4, source.size));
  const { value, size } = await (isZip(first) ? readZipFile(source) : readLegacyFile(source));
  expectValues(value, { left: 4 * size + 1000 }, 0);
  return value as TorchValue;
}

/**
 * Throw for what is no value, for a container in itself, and for one that unfolds to more than the pickle has bytes for: in
 * honest files nearly every value lies in one place.
 */
function expectValues(value: unknown, visits: { left: number }, depth: number): void {
  if (--visits.left < 0)
    throw new TorchFileError("its containers hold one another so often that they have no end");
  if (depth > DEEPEST)
    throw new TorchFileError(`its containers lie more than ${DEEPEST} deep in one another`);
  if (Array.isArray(value) || value instanceof Set)
    for (const item of value) expectValues(item, visits, depth + 1);
  else if (value instanceof Map)
    for (const [key, item] of value) {
      expectValues(key, visits, depth + 1);
      expectValues(item, visits, depth + 1);
    }
  else if (!isLeaf(value))
    throw new TorchFileError("it holds a storage, a function or a class, expected values");
}

const isLeaf = (value: unknown): boolean =>
  value === null ||
  typeof value !== "object" ||
  value instanceof TorchTensor ||
  value instanceof Uint8Array;
