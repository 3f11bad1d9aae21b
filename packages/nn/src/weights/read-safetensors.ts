import { checkLayout } from "./check-layout.ts";
import type { HostTensor } from "./host-tensor.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { LONGEST_HEADER, parseHeader } from "./safetensors-header.ts";
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
  const dataStart = 8 + headerLength(bytes);
  const { entries, metadata } = parseHeader(decodeHeader(bytes.slice(8, dataStart)));
  checkLayout(entries, bytes.length - dataStart);
  const tensors = new Map<string, HostTensor>();
  for (const [name, { dtype, shape, begin, end }] of entries) {
    const stored = storedDTypes.get(dtype)!; // checkLayout has found it
    const values = stored.decode(bytes.subarray(dataStart + begin, dataStart + end), name);
    tensors.set(name, { dtype: stored.dtype, shape, values });
  }
  return { tensors, metadata };
}

/** From JavaScript comes what fetch and files give: an ArrayBuffer, a Blob, a promise of them. */
function expectBytes(bytes: unknown): void {
  if (bytes instanceof Uint8Array) return;
  const isObject = typeof bytes === "object" && bytes !== null;
  const came = isObject ? `an object of ${bytes.constructor?.name}` : String(bytes);
  const instead =
    bytes instanceof ArrayBuffer
      ? "new Uint8Array(buffer)"
      : "new Uint8Array(await response.arrayBuffer()), of a Blob likewise";
  throw new TypeError(`readSafetensors: bytes is ${came}, expected a Uint8Array; write ${instead}`);
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8)
    throw new SafetensorsError(`the file has ${bytes.length} bytes, expected at least 8`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > LONGEST_HEADER)
    throw new SafetensorsError(
      `the header's length is ${length} bytes, expected at most ${LONGEST_HEADER}; is this a safetensors file?`,
    );
  if (length > bytes.length - 8)
    throw new SafetensorsError(
      `the header's length is ${length} bytes, but the file ends after ${bytes.length - 8}; is it complete?`,
    );
  return length;
}

function decodeHeader(header: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    throw new SafetensorsError("the header is not UTF-8 text");
  }
}
