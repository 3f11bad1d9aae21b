import type { HostTensor } from "./host-tensor.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { headerLength, LENGTH_BYTES, readLayout } from "./safetensors-layout.ts";
import { storedDTypes } from "./stored-dtype.ts";

export { SafetensorsError };

/** The contents of a safetensors file. */
export interface Safetensors {
  /** By name, in the order of the header. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Read a file in Hugging Face's safetensors format. F32, F64, F16 and BF16 become float32; I32, I64,
 * U8, I8 and BOOL become int32. Aligned F32 and I32 are views on `bytes`, not copies.
 *
 * The file is not trusted: everything it says is compared with its length first.
 *
 * @throws SafetensorsError that names the tensor, what was expected and what came; TypeError when `bytes` are none
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  expectBytes(bytes);
  const dataStart = LENGTH_BYTES + headerLength(bytes, bytes.length);
  const header = bytes.subarray(LENGTH_BYTES, dataStart);
  const { entries, metadata } = readLayout(header, bytes.length - dataStart);
  const tensors = new Map<string, HostTensor>();
  for (const [name, { dtype, shape, begin, end }] of entries) {
    const stored = storedDTypes.get(dtype)!; // readLayout has found it
    const values = stored.decode(
      bytes.subarray(dataStart + begin, dataStart + end),
      0,
      (problem) => new SafetensorsError(problem, name),
    );
    tensors.set(name, { dtype: stored.dtype, shape, values });
  }
  return { tensors, metadata };
}

/** From JavaScript comes what fetch and files give: an ArrayBuffer, a Blob, a promise of them. */
function expectBytes(bytes: unknown): void {
  // By its tag: in test runners and frames a Uint8Array, or Node's Buffer, may be of another realm's class.
  if (ArrayBuffer.isView(bytes) && Reflect.get(bytes, Symbol.toStringTag) === "Uint8Array") return;
  const isObject = typeof bytes === "object" && bytes !== null;
  const came = isObject ? `an object of ${bytes.constructor?.name}` : String(bytes);
  const instead =
    bytes instanceof ArrayBuffer
      ? "new Uint8Array(buffer)"
      : "new Uint8Array(await response.arrayBuffer()), of a Blob likewise";
  throw new TypeError(`readSafetensors: bytes is ${came}, expected a Uint8Array; write ${instead}`);
}
