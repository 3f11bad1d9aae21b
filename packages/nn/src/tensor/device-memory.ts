import type { Backend, Shape } from "@qkv/core-wasm/contract";

/**
 * A buffer of a device and the copies that inference has made of it. It knows nothing of the tensors that see it, so that
 * it can be given back after they are gone.
 */
export class DeviceMemory {
  readonly #buffer: unknown;
  readonly #backend: Backend;
  /** Copies for the backend's matmul, by shape and transposition; undefined for nearly every buffer. */
  #prepacked: Map<string, unknown> | undefined;

  constructor(backend: Backend, buffer: unknown) {
    this.#backend = backend;
    this.#buffer = buffer;
  }

  /** As a matmul operand b in the form that the backend reads fastest; undefined where it has none. */
  prepacked(shape: Shape, transposeB: boolean): unknown {
    const { prepack } = this.#backend;
    if (!prepack) return undefined;
    const key = `${shape.join()} ${transposeB}`;
    const known = this.#prepacked?.get(key);
    if (known) return known;
    const made = prepack(this.#buffer, shape, transposeB);
    this.#prepacked ??= new Map();
    this.#prepacked.set(key, made);
    return made;
  }

  /** Free the copies: the contents have changed. */
  freePrepacked(): void {
    if (!this.#prepacked) return;
    for (const buffer of this.#prepacked.values()) this.#backend.release(buffer);
    this.#prepacked = undefined;
  }

  free(): void {
    this.freePrepacked();
    this.#backend.release(this.#buffer);
  }
}
