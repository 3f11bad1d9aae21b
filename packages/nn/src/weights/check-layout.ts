import { formatShape } from "@qkv/core-wasm/contract";
import { quote, SafetensorsError } from "./safetensors-error.ts";
import type { TensorEntry } from "./safetensors-header.ts";
import { storedDTypes } from "./stored-dtype.ts";

/**
 * Throw unless every tensor has the bytes that its dtype and shape need, and together they fill the
 * `dataLength` bytes after the header, each byte belonging to one tensor.
 */
export function checkLayout(entries: ReadonlyMap<string, TensorEntry>, dataLength: number): void {
  for (const [name, entry] of entries) checkSize(name, entry, dataLength);
  const inOrder = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  let previous = "";
  for (const [name, { begin, end }] of inOrder) {
    if (begin < filled)
      throw new SafetensorsError(`starts at byte ${begin}, inside tensor ${quote(previous)}`, name);
    if (begin > filled)
      throw new SafetensorsError(
        `starts at byte ${begin}; bytes ${filled} to ${begin} belong to no tensor`,
        name,
      );
    filled = end;
    previous = name;
  }
  if (filled < dataLength)
    throw new SafetensorsError(
      `the tensors end at byte ${filled} of ${dataLength}; the rest belongs to none`,
    );
}

function checkSize(
  name: string,
  { dtype, shape, begin, end }: TensorEntry,
  dataLength: number,
): void {
  const stored = storedDTypes.get(dtype);
  if (!stored)
    throw new SafetensorsError(
      `dtype is ${quote(dtype)}, expected one of ${[...storedDTypes.keys()].join(", ")}`,
      name,
    );
  if (begin > end || end > dataLength)
    throw new SafetensorsError(
      `data_offsets are ${formatShape([begin, end])}, expected a range within the ${dataLength} bytes after the header`,
      name,
    );
  let size = stored.bytes;
  for (const axis of shape) {
    size *= axis;
    if (!Number.isSafeInteger(size))
      throw new SafetensorsError(`the number of elements overflows (${shape.length} axes)`, name);
  }
  if (size !== end - begin) {
    const axes = shape.length > 8 ? `of ${shape.length} axes` : formatShape(shape);
    throw new SafetensorsError(
      `data_offsets are ${formatShape([begin, end])}, ${end - begin} bytes; ${dtype} ${axes} needs ${size}`,
      name,
    );
  }
}
