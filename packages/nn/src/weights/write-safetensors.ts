import { formatShape, sizeOf } from "@qkv/core-wasm/contract";
import { expectIterable, expectMetadata } from "../options/expect-argument.ts";
import type { HostTensor } from "./host-tensor.ts";
import { layOutSafetensors } from "./lay-out-safetensors.ts";
import { SafetensorsError } from "./safetensors-error.ts";

/**
 * A file in Hugging Face's safetensors format, byte for byte as its own writer makes it. `SafetensorsStream` writes the same
 * without a second copy of the values.
 *
 * @throws SafetensorsError for a name given twice, or values that do not fill their shape
 */
export function writeSafetensors(
  tensors: Iterable<readonly [name: string, tensor: HostTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  expectIterable("writeSafetensors", "tensors", tensors);
  expectMetadata("writeSafetensors", metadata);
  const named = [...tensors];
  for (const [name, tensor] of named) expectFilled(name, tensor);
  const { head, inOrder, size } = layOutSafetensors(named, metadata);
  const file = new Uint8Array(size);
  file.set(head);
  let position = head.length;
  for (const [, { values }] of inOrder) {
    file.set(bytesOf(values), position);
    position += values.byteLength;
  }
  return file;
}

/** The bytes of values, as files hold them: WebAssembly runs on little-endian machines alone. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Throw unless the values are of the tensor's type and fill its shape. */
export function expectFilled(name: string, { dtype, shape, values }: HostTensor): void {
  const Expected = dtype === "float32" ? Float32Array : Int32Array;
  if ((dtype !== "float32" && dtype !== "int32") || !(values instanceof Expected))
    throw new SafetensorsError(
      `is ${dtype} with values in ${values.constructor.name}, expected float32 in Float32Array or int32 in Int32Array`,
      name,
    );
  if (
    !shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0) ||
    sizeOf(shape) !== values.length
  )
    throw new SafetensorsError(
      `has ${values.length} values, which do not fill the shape ${formatShape(shape)}`,
      name,
    );
}
