import { formatShape, type Shape, ShapeError } from "@qkv/core-wasm/contract";
import { expectFunction, expectObject } from "../options/expect-argument.ts";
import { type Checkpoint, PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";
import { quote } from "./safetensors-error.ts";
import { madeValues, wholeValues } from "./whole-values.ts";

type Values = HostTensor["values"];

/**
 * A checkpoint in which the matrices that `isTransposed` names are [columns, rows] of those in the file: GPT-2 keeps its
 * linear weights [in, out], and `Linear` has [out, in]. Reads nothing; a matrix is transposed as it is read.
 *
 * @throws ShapeError for a tensor that is no matrix
 */
export function transposed(
  checkpoint: Checkpoint,
  isTransposed: (name: string) => boolean,
): Checkpoint {
  expectObject("transposed", "checkpoint", checkpoint, "a checkpoint", "tensors");
  const { tensors, metadata } = checkpoint;
  expectFunction("transposed", "isTransposed", isTransposed);
  const entries = [...tensors].map(
    ([name, tensor]) =>
      [name, isTransposed(name) ? new TransposedMatrix(name, tensor) : tensor] as const,
  );
  return { tensors: new Map(entries), metadata };
}

class TransposedMatrix implements StoredTensor {
  readonly shape: Shape;
  readonly #matrix: StoredTensor;

  constructor(name: string, matrix: StoredTensor) {
    const [rows, columns] = matrix.shape;
    if (rows === undefined || columns === undefined || matrix.shape.length !== 2)
      throw new ShapeError(
        `transposed: ${quote(name)} is ${formatShape(matrix.shape)}, expected two axes`,
      );
    this.shape = [columns, rows];
    this.#matrix = matrix;
  }

  get dtype() {
    return this.#matrix.dtype;
  }

  get bytes(): number {
    return this.#matrix.bytes;
  }

  async read(): Promise<HostTensor> {
    return transposedMatrix(await this.#matrix.read());
  }

  async *pieces(memory?: PieceMemory): AsyncGenerator<Values> {
    const [rows, columns] = this.shape as readonly [number, number];
    if (rows * columns === 0) return;
    const values = await wholeValues(this.#matrix, memory); // a row is spread over all of it
    const step = Math.max(1, Math.floor(PIECE_ELEMENTS / columns));
    for (let first = 0; first < rows; first += step) {
      const made = madeValues(this, Math.min(step, rows - first) * columns, memory);
      yield writeRows(values, this.shape, first, made);
    }
  }
}

/** A matrix [rows, columns] as [columns, rows]. */
export function transposedMatrix({ dtype, shape, values }: HostTensor): HostTensor {
  const turned = [shape[1]!, shape[0]!];
  const made = new (dtype === "int32" ? Int32Array : Float32Array)(values.length);
  return { dtype, shape: turned, values: writeRows(values, turned, 0, made) };
}

/** Fill `made` with rows of the transpose [rows, columns] of values [columns, rows], from row `first` on. */
function writeRows(
  values: Values,
  [rows = 0, columns = 0]: Shape,
  first: number,
  made: Values,
): Values {
  for (let row = first, at = 0; at < made.length; row++)
    for (let column = 0; column < columns; column++) made[at++] = values[column * rows + row]!;
  return made;
}
