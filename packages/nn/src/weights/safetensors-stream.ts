import { describeValue } from "../options/describe-value.ts";
import { expectIterable, expectMetadata } from "../options/expect-argument.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import { byteLengthOf, type FileLayout, layOutSafetensors } from "./lay-out-safetensors.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { bytesOf, expectFilled } from "./write-safetensors.ts";
import { type WrittenDType, writingOf, writtenDTypes } from "./written-dtype.ts";

/** A tensor that a safetensors file can be written of. */
export type WritableTensor = Tensor | HostTensor | StoredTensor;

/**
 * A file in Hugging Face's safetensors format, part by part, so that little lies in memory beside what is written:
 * `writeFileSafely(path, new SafetensorsStream(model.namedTensors()))`. Tensors are read from their device, and those of a
 * checkpoint from their file, when it is their turn; they must stay as they are until then.
 */
export class SafetensorsStream implements AsyncIterable<Uint8Array> {
  /** Bytes of the file. */
  readonly size: number;
  readonly #layout: FileLayout<WritableTensor>;
  readonly #floats: WrittenDType;

  /**
   * `floats` is how float32 is written: float32 unless given.
   *
   * @throws SafetensorsError for a name given twice, or values that do not fill their shape
   */
  constructor(
    tensors: Iterable<readonly [name: string, tensor: WritableTensor]>,
    metadata: Readonly<Record<string, string>> = {},
    floats: WrittenDType = "float32",
  ) {
    expectIterable("SafetensorsStream", "tensors", tensors);
    expectMetadata("SafetensorsStream", metadata);
    if (!writtenDTypes.includes(floats))
      throw new TypeError(
        `SafetensorsStream: floats is ${describeValue(floats)}, expected one of ${writtenDTypes.join(", ")}`,
      );
    this.#floats = floats;
    this.#layout = layOutSafetensors(tensors, metadata, floats);
    this.size = this.#layout.size;
    for (const [name, tensor] of this.#layout.inOrder)
      if ("values" in tensor) expectFilled(name, tensor);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield this.#layout.head;
    for (const [name, tensor] of this.#layout.inOrder) {
      let written = 0;
      const expected = byteLengthOf(tensor, this.#floats);
      const { encode } = writingOf(tensor.dtype, this.#floats);
      for await (const values of piecesOf(tensor)) {
        const encoded = encode(values as Float32Array); // int32 stays as it is
        written += encoded.byteLength;
        yield bytesOf(encoded);
      }
      if (written !== expected)
        throw new SafetensorsError(
          `gave ${written} bytes, expected ${expected} for its shape`,
          name,
        );
    }
  }

  /** All parts in one array. */
  async bytes(): Promise<Uint8Array> {
    const file = new Uint8Array(this.size);
    let position = 0;
    for await (const part of this) {
      file.set(part, position);
      position += part.length;
    }
    return file;
  }
}

async function* piecesOf(tensor: WritableTensor): AsyncGenerator<HostTensor["values"]> {
  if ("pieces" in tensor) yield* tensor.pieces();
  else if (!(tensor instanceof Tensor)) yield tensor.values;
  else {
    const values = await tensor.data();
    yield values instanceof Float64Array ? Float32Array.from(values) : values;
  }
}
