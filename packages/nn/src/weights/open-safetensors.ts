import { expectObject } from "../options/expect-argument.ts";
import { type ByteSource, readRange } from "./byte-source.ts";
import type { Checkpoint, StoredTensor } from "./checkpoint.ts";
import { RangeTensor } from "./range-tensor.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { headerLength, LENGTH_BYTES, readLayout } from "./safetensors-layout.ts";
import { storedDTypes } from "./stored-dtype.ts";

/**
 * Open a file in Hugging Face's safetensors format: reads and checks its header, and of the tensors what is asked for. F32,
 * F64, F16 and BF16 become float32; I32, I64, U8, I8 and BOOL become int32. The source must stay open while tensors are read.
 *
 * @throws SafetensorsError that names the tensor, what was expected and what came; what the source throws
 */
export async function openSafetensors(source: ByteSource): Promise<Checkpoint> {
  expectObject("openSafetensors", "source", source, "a byte source", "size", "read");
  const { size } = source;
  const length = headerLength(await readRange(source, 0, Math.min(size, LENGTH_BYTES)), size);
  const dataStart = LENGTH_BYTES + length;
  const header = await readRange(source, LENGTH_BYTES, length);
  const { entries, metadata } = readLayout(header, size - dataStart);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, begin }] of entries) {
    const stored = storedDTypes.get(dtype)!; // readLayout has found it
    const wrong = (problem: string) => new SafetensorsError(problem, name);
    const place = { source, offset: dataStart + begin, wrong };
    tensors.set(name, new RangeTensor(shape, stored, place));
  }
  return { tensors, metadata };
}
