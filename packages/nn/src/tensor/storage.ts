import type { DType, Shape } from "@qkv/core-wasm/contract";
import type { Device } from "./device.ts";

/** A device buffer that several tensors may share; released with its last tensor. */
export class Storage {
  readonly device: Device;
  readonly dtype: DType;
  readonly buffer: unknown;
  readonly length: number;
  /** Number of the last `launchAll` that changes this memory; for `launchAll` alone. @internal */
  changedInCall = 0;
  /** Counts the changes of the contents: the graph compares. @internal */
  version = 0;
  #users = 1;
  #uploaded: Int32Array | undefined;
  /** Copies for the backend's matmul, by shape and transposition; empty for nearly every storage. */
  #prepacked: Map<string, unknown> | undefined;

  constructor(device: Device, length: number, dtype: DType) {
    this.device = device;
    this.dtype = dtype;
    this.length = length;
    this.buffer = device.backend.allocate(length, dtype);
  }

  /** True when no other tensor sees this memory: it may be changed in place. */
  get exclusive(): boolean {
    return this.#users === 1;
  }

  share(): this {
    this.#users++;
    return this;
  }

  /** Copy host values in, from the start. */
  upload(values: ArrayLike<number>): void {
    this.device.backend.upload(this.buffer, values);
    this.changed();
    if (this.dtype === "int32" && !this.device.backend.readSync && values.length === this.length)
      this.#uploaded = Int32Array.from(values);
  }

  /**
   * The integers that were uploaded and not changed since, on devices that cannot be read at once: positions and counts
   * of which the host must know, without waiting, what it has just said.
   */
  get uploaded(): Int32Array | undefined {
    return this.#uploaded;
  }

  /** Said after every change of the contents: what was made of the old ones is freed. */
  changed(): void {
    for (const buffer of this.#prepacked?.values() ?? []) this.device.backend.release(buffer);
    this.#prepacked = undefined;
    this.#uploaded = undefined;
    this.version++;
  }

  /**
   * This memory as a matmul operand b in the form in which the backend reads it fastest, or undefined where it has none.
   * Made once, and kept until the contents change or the storage is released.
   */
  prepacked(shape: Shape, transposeB: boolean): unknown {
    const { prepack } = this.device.backend;
    if (!prepack) return undefined;
    const key = `${shape.join()} ${transposeB}`;
    const known = this.#prepacked?.get(key);
    if (known) return known;
    const made = prepack(this.buffer, shape, transposeB);
    this.#prepacked ??= new Map();
    this.#prepacked.set(key, made);
    return made;
  }

  release(): void {
    if (--this.#users > 0) return;
    this.changed();
    this.device.backend.release(this.buffer);
  }
}
