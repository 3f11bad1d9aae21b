import type { DType, HalfFloats, Shape } from "@qkv/core-wasm/contract";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";

/** A tensor that lies in a file: what is known of it, and its values when they are asked for. */
export interface StoredTensor {
  /** What its values are when they have been read. */
  readonly dtype: DType;
  readonly shape: Shape;
  /** Bytes that it takes in the file. */
  readonly bytes: number;
  /** All values. Every call reads the file again. */
  read(): Promise<HostTensor>;
  /**
   * The same in pieces, row-major: of a large tensor no more than one is in memory at a time, with a `memory` no more than
   * two. They may lie in that, and each is over when the second after it is asked for. None without elements.
   */
  pieces(memory?: PieceMemory): AsyncIterable<HostTensor["values"]>;
  /** The same pieces as they lie in the file; of tensors of 16-bit floats that follow each other there. */
  readonly halfPieces?: ((memory: PieceMemory) => AsyncIterable<HalfFloats>) | undefined;
}

/** The tensors of a model in one or several files, by name. Opening it reads no values. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Text about the files. Without a prototype: a key such as "constructor" is a key like any other. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Elements of a piece: 1 MiB of float32. */
export const PIECE_ELEMENTS = 2 ** 18;
