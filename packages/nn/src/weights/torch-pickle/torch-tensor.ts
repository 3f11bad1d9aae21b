import { type DType, formatShape, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { type ByteSource, readRange } from "../byte-source.ts";
import { PIECE_ELEMENTS, type StoredTensor } from "../checkpoint.ts";
import type { HostTensor } from "../host-tensor.ts";
import type { PieceMemory } from "../piece-memory.ts";
import { RangeTensor } from "../range-tensor.ts";
import { decodingOf, torchDType } from "./storage-types.ts";
import { extentOf, isContiguous, type Strided, stridedCopy } from "./strided-copy.ts";
import { TorchFileError, wrongTorchFile } from "./torch-file-error.ts";

/** The memory behind tensors, one or several. */
export interface TorchStorage {
  /** Of its elements, as safetensors calls it. */
  readonly stored: string;
  readonly count: number;
  readonly source: ByteSource;
}

/** Elements of a tensor that repeats those of a smaller storage (`expand`); a hostile one would be without end. */
const MOST_REPEATED = 2 ** 22;
const MOST_AXES = 64;

/**
 * A tensor in a file of PyTorch's. As others it reads as float32 or int32; `bytesAsStored` gives it as it is in the file, in
 * PyTorch's `torchDType`.
 */
export class TorchTensor implements StoredTensor {
  /** PyTorch's name of the type in the file: "bfloat16". */
  readonly torchDType: string;
  readonly shape: Shape;
  readonly #storage: TorchStorage;
  readonly #strided: Strided;

  /** @internal Its numbers are not trusted. @throws TorchFileError when they reach beyond the storage */
  constructor(storage: TorchStorage, strided: Strided) {
    expectWithin(storage, strided);
    this.torchDType = torchDType(storage.stored);
    this.shape = strided.shape;
    this.#storage = storage;
    this.#strided = strided;
  }

  get dtype(): DType {
    return decodingOf(this.#storage.stored).dtype;
  }

  get bytes(): number {
    return sizeOf(this.shape) * this.#width;
  }

  get #width(): number {
    return decodingOf(this.#storage.stored).bytes;
  }

  async read(): Promise<HostTensor> {
    const { dtype, shape } = this;
    const bytes = await this.bytesAsStored();
    const values = decodingOf(this.#storage.stored).decode(bytes, 0, wrongTorchFile);
    return { dtype, shape, values };
  }

  async *pieces(memory?: PieceMemory): AsyncGenerator<HostTensor["values"]> {
    const { bytes: width, decode } = decodingOf(this.#storage.stored);
    const inOrder = this.#inOrder;
    if (inOrder) {
      yield* inOrder.pieces(memory);
      return;
    }
    const bytes = await this.bytesAsStored();
    for (let begin = 0; begin * width < bytes.length; begin += PIECE_ELEMENTS)
      yield decode(
        bytes.subarray(begin * width, (begin + PIECE_ELEMENTS) * width),
        begin,
        wrongTorchFile,
      );
  }

  get halfPieces(): StoredTensor["halfPieces"] {
    return this.#inOrder?.halfPieces;
  }

  /** The tensor where its elements follow each other in the file. */
  get #inOrder(): RangeTensor | undefined {
    if (!isContiguous(this.#strided)) return undefined;
    const { stored, source } = this.#storage;
    const place = { source, offset: this.#strided.offset * this.#width, wrong: wrongTorchFile };
    return new RangeTensor(this.shape, decodingOf(stored), place);
  }

  /** All elements, row-major, little-endian, in the file's own type. */
  async bytesAsStored(): Promise<Uint8Array> {
    const width = this.#width;
    const extent = extentOf(this.#strided) * width;
    if (extent === 0) return new Uint8Array(0);
    const bytes = await readRange(this.#storage.source, this.#strided.offset * width, extent);
    return isContiguous(this.#strided) ? bytes : stridedCopy(bytes, this.#strided, width);
  }
}

/** Whether something in a file of PyTorch's is a tensor. */
export const isTorchTensor = (value: unknown): value is TorchTensor => value instanceof TorchTensor;

function expectWithin({ count }: TorchStorage, strided: Strided): void {
  const { offset, shape, strides } = strided;
  if (![offset, ...shape, ...strides].every((one) => Number.isSafeInteger(one) && one >= 0))
    throw new TorchFileError("a tensor has sizes, strides or an offset that are no counts");
  if (shape.length !== strides.length || shape.length > MOST_AXES)
    throw new TorchFileError(
      `a tensor has ${shape.length} sizes and ${strides.length} strides, expected as many, and at most ${MOST_AXES}`,
    );
  const end = offset + extentOf(strided);
  if (!(end <= count))
    throw new TorchFileError(
      `a tensor ${formatShape(shape)} with strides ${formatShape(strides)} reaches to element ${end} of a storage of ${count}`,
    );
  const elements = sizeOf(shape);
  if (elements > Math.max(count, MOST_REPEATED))
    throw new TorchFileError(
      `a tensor ${formatShape(shape)} repeats the ${count} elements of its storage; expected at most ${MOST_REPEATED}`,
    );
}
