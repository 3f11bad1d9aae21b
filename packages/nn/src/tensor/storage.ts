import type { DType, HalfFloats, Shape } from "@qkv/core-wasm/contract";
import type { Device } from "./device.ts";
import { DeviceMemory } from "./device-memory.ts";
import type { RandomFill } from "./random-fill.ts";
import { freeWhenUnreachable, isReleased } from "./unreachable-memory.ts";

/** Floats of an upload that are looked at: the largest masks. Weights show with their first value that they are none. */
const mostLookedAt = 2 ** 22;

/** Whether a list of numbers has ones, and zeros beside them at most. */
function holdsOnesAmongZeros(values: ArrayLike<number>): boolean {
  let ones = false;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 1) ones = true;
    else if (values[i] !== 0) return false;
  }
  return ones;
}

/** A device buffer that several tensors may share; released with its last tensor, or when nothing leads to it any more. */
export class Storage {
  readonly device: Device;
  readonly dtype: DType;
  readonly length: number;
  /** Number of the last `launchAll` that changes this memory; for `launchAll` alone. @internal */
  changedInCall = 0;
  /** Counts the changes of the contents: the graph compares. @internal */
  version = 0;
  /** Its place among the young, -1 once the garbage collector is to tell of it; for `unreachable-memory` alone. @internal */
  youngAt = -1;
  #memory: DeviceMemory | undefined;
  readonly #buffer: unknown;
  #undrawn: RandomFill | undefined;
  #users = 1;
  #uploaded: Int32Array | undefined;
  #uploadedBooleans = false;

  constructor(device: Device, length: number, dtype: DType) {
    this.device = device;
    this.dtype = dtype;
    this.length = length;
    this.#buffer = device.backend.allocate(length, dtype);
    freeWhenUnreachable(this);
  }

  /** The device's memory, with the values that it is to hold. */
  get buffer(): unknown {
    if (this.#undrawn) this.#draw(this.#undrawn);
    return this.#buffer;
  }

  /** What is to be given back, made where it is asked for: as a rule the storage is freed before. @internal */
  get memory(): DeviceMemory {
    this.#memory ??= new DeviceMemory(this.device.backend, this.#buffer);
    return this.#memory;
  }

  /** True when no other tensor sees this memory: it may be changed in place. */
  get exclusive(): boolean {
    return this.#users === 1;
  }

  /** True when its last tensor has let go of it. */
  get released(): boolean {
    return this.#users === 0;
  }

  share(): this {
    this.#users++;
    return this;
  }

  /** Copy host values in, from the start. */
  upload(values: ArrayLike<number>): void {
    if (values.length === this.length) this.willBeOverwritten();
    this.device.backend.upload(this.buffer, values);
    this.changed();
    if (this.device.backend.readSync || values.length !== this.length) return;
    if (this.dtype === "int32") this.#uploaded = Int32Array.from(values);
    else this.#uploadedBooleans = this.length <= mostLookedAt && holdsOnesAmongZeros(values);
  }

  /** Copy host values in from element `first` on, on devices that have `uploadPart`; nobody has asked for others yet. */
  uploadPart(values: Float32Array | Int32Array | HalfFloats, first: number): void {
    this.device.backend.uploadPart!(this.buffer, values, first);
    this.changed();
  }

  /**
   * Hold these random numbers from now on. They are drawn when somebody asks for the memory: what a file, another
   * initialisation or another device takes the place of before costs nothing.
   */
  drawLater(fill: RandomFill): void {
    this.changed();
    this.#undrawn = fill;
  }

  /** What `drawLater` was told and nobody has asked for yet. */
  get undrawn(): RandomFill | undefined {
    return this.#undrawn;
  }

  /** Said before every element is written: the numbers that nobody has asked for need not be drawn. */
  willBeOverwritten(): void {
    this.#undrawn = undefined;
  }

  #draw(fill: RandomFill): void {
    this.#undrawn = undefined;
    const { backend, methods } = this.device;
    if (backend.shapesOnly) return;
    if (backend.draw) backend.draw(this.#buffer, fill);
    else backend.upload(this.#buffer, methods.drawOnHost(fill, this.length));
    if (fill.zeros) this.#clear(fill.zeros);
  }

  #clear({ from, to }: NonNullable<RandomFill["zeros"]>): void {
    const { backend } = this.device;
    const zeros = backend.allocate(to - from, "float32");
    backend.upload(zeros, new Float32Array(to - from));
    const operands = { target: this.#buffer, rows: zeros };
    const shapes = { target: [this.length], rows: [to - from] };
    backend.kernels.writeRows(operands, {}, shapes, {
      ...{ batch: 1, count: 1, width: to - from },
      ...{ targetOffset: from, targetBatch: 0, targetRow: 0 },
      ...{ sourceOffset: 0, sourceBatch: 0, sourceRow: 0 },
    });
    backend.release(zeros);
  }

  /**
   * The integers that were uploaded and not changed since, on devices that cannot be read at once: positions and counts
   * of which the host must know, without waiting, what it has just said.
   */
  get uploaded(): Int32Array | undefined {
    return this.#uploaded;
  }

  /**
   * Whether the floats that were uploaded, and not changed since, are zeros and ones alone, on devices that cannot be read
   * at once: a mask of such was meant to hide. Never of more than 2^22 elements.
   */
  get uploadedBooleans(): boolean {
    return this.#uploadedBooleans;
  }

  /** Said after every change of the contents: what was made of the old ones is freed. */
  changed(): void {
    this.#memory?.freePrepacked();
    this.#uploaded = undefined;
    this.#uploadedBooleans = false;
    this.version++;
  }

  /**
   * This memory as a matmul operand b in the form in which the backend reads it fastest, or undefined where it has none.
   * Made once, and kept until the contents change or the storage is released.
   */
  prepacked(shape: Shape, transposeB: boolean): unknown {
    if (this.#undrawn) this.#draw(this.#undrawn);
    return this.memory.prepacked(shape, transposeB);
  }

  release(): void {
    if (--this.#users > 0) return;
    this.#undrawn = undefined;
    isReleased(this);
    if (this.#memory) this.#memory.free();
    else this.device.backend.release(this.#buffer);
  }
}
