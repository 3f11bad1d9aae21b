import type { Backend, Shape } from "@qkv/core-wasm/contract";

/** A copy of a matrix. */
interface Prepacked {
  readonly rows: number;
  readonly columns: number;
  readonly transposeB: boolean;
  readonly buffer: unknown;
}

/**
 * A buffer of a device and the copies that inference has made of it. It knows nothing of the tensors that see it, so that
 * it can be given back after they are gone.
 */
export class DeviceMemory {
  readonly #buffer: unknown;
  readonly #backend: Backend;
  /** Copies for the backend's matmul; undefined for nearly every buffer, and of the others nearly always one. */
  #prepacked: Prepacked[] | undefined;

  constructor(backend: Backend, buffer: unknown) {
    this.#backend = backend;
    this.#buffer = buffer;
  }

  /** A matrix as a matmul operand b in the form that the backend reads fastest; undefined where it has none. */
  prepacked(shape: Shape, transposeB: boolean): unknown {
    const { prepack } = this.#backend;
    if (!prepack) return undefined;
    const [rows, columns] = shape as readonly [number, number];
    for (const copy of this.#prepacked ?? [])
      if (copy.rows === rows && copy.columns === columns && copy.transposeB === transposeB)
        return copy.buffer;
    const buffer = prepack(this.#buffer, shape, transposeB);
    this.#prepacked ??= [];
    this.#prepacked.push({ rows, columns, transposeB, buffer });
    return buffer;
  }

  /** Free the copies: the contents have changed. */
  freePrepacked(): void {
    if (!this.#prepacked) return;
    for (const { buffer } of this.#prepacked) this.#backend.release(buffer);
    this.#prepacked = undefined;
  }

  free(): void {
    this.freePrepacked();
    this.#backend.release(this.#buffer);
  }
}
