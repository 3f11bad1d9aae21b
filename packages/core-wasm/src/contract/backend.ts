import type { Bound, DType, OptionalOperand } from "./kernel.ts";
import * as table from "./kernels/index.ts";
import type { RandomValues } from "./random-values.ts";
import type { Shape } from "./shape.ts";

/** Every kernel of the contract, by name. */
export const kernels = table;
/** The name of a kernel: "matmul". */
export type KernelName = keyof typeof kernels;

/** What the contract says of a kernel: operands, shapes and work. */
export type SpecOf<K extends KernelName> = (typeof kernels)[K];

/** The attributes of a kernel: what a launch is told beside its operands. */
export type AttrsOf<K extends KernelName> =
  SpecOf<K> extends { readonly flops: (shapes: never, attrs: infer A extends object) => number }
    ? A
    : never;
/** The kernel's inputs by name, each a T. */
export type Inputs<K extends KernelName, T> = Bound<SpecOf<K>["inputs"], T>;
/** The kernel's outputs by name, each a T. */
export type Outputs<K extends KernelName, T> = Bound<SpecOf<K>["outputs"], T>;

/** Start one kernel. Returns at once on every backend; only reading waits. */
export type Launch<K extends KernelName, Buffer> = (
  inputs: Inputs<K, Buffer>,
  outputs: Outputs<K, Buffer>,
  shapes: Inputs<K, Shape>,
  attrs: AttrsOf<K>,
) => void;

/** A new kernel in the contract breaks the build of every backend that lacks it. */
export type KernelTable<Buffer> = { readonly [K in KernelName]: Launch<K, Buffer> };

/** Kernels without outputs, which only change operands in place. */
export type InPlaceKernelName = {
  [K in KernelName]: keyof SpecOf<K>["outputs"] extends never ? K : never;
}[KernelName];

/** Operands of several uses of a kernel by name: a list of Ts, or one T where the contract says `common`. */
export type JointInputs<K extends InPlaceKernelName, T> = {
  readonly [N in keyof SpecOf<K>["inputs"] as N extends OptionalOperand<SpecOf<K>["inputs"]>
    ? never
    : N]: JointOperand<K, N, T>;
} & { readonly [N in OptionalOperand<SpecOf<K>["inputs"]>]?: JointOperand<K, N, T> | undefined };

/** One operand of several uses of a kernel: a list of Ts, or one T where the contract says `common`. */
export type JointOperand<
  K extends KernelName,
  N extends keyof SpecOf<K>["inputs"],
  T,
> = SpecOf<K>["inputs"][N] extends { readonly common: true } ? T : readonly T[];

/** Start one kernel on each of several sets of operands, the first of every list and so on, with the same attributes. */
export type LaunchAll<K extends InPlaceKernelName, Buffer> = (
  inputs: JointInputs<K, Buffer>,
  attrs: AttrsOf<K>,
) => void;

/**
 * Values of a tensor in the host's memory, row-major: float32 ones, float64 ones of the reference device, int32 ones.
 */
export type HostArray = (Float32Array | Float64Array | Int32Array) & HostArrayMethods;

/** Methods whose types differ from array to array, so that they could not be called on one or another of them. */
export interface HostArrayMethods {
  map(change: (value: number, index: number, array: HostArray) => number): HostArray;
  filter(keep: (value: number, index: number, array: HostArray) => unknown): HostArray;
  reduce(add: (sum: number, value: number, index: number, array: HostArray) => number): number;
  reduce<T>(add: (sum: T, value: number, index: number, array: HostArray) => T, start: T): T;
  reduceRight(add: (sum: number, value: number, index: number, array: HostArray) => number): number;
  reduceRight<T>(add: (sum: T, value: number, index: number, array: HostArray) => T, start: T): T;
}

/** Floats of 16 bits as they lie in files. */
export interface HalfFloats {
  readonly format: "bfloat16" | "float16";
  readonly bits: Uint16Array;
}

/** What a device holds of memory: `device.memory()`. */
export interface MemoryReport {
  /** Buffers allocated and not yet released. */
  readonly buffers: number;
  /** Bytes in those buffers. */
  readonly bytes: number;
  /** Most bytes that were ever in use at once. */
  readonly peakBytes: number;
  /** Bytes that the backend holds of the machine, free lists and scratch included. */
  readonly reservedBytes: number;
}

/** Something that computes: owns memory and runs the kernels of the contract on it. */
export interface Backend<Buffer = unknown> {
  readonly name: string;
  /** What was chosen on this machine, and why. */
  readonly info: Readonly<Record<string, string | number | boolean>>;
  readonly kernels: KernelTable<Buffer>;
  /** Said by a backend that keeps shapes alone: initial values and tables need not be computed for it. */
  readonly shapesOnly?: true;
  /** Memory for `length` elements; contents arbitrary. */
  allocate(length: number, dtype: DType): Buffer;
  /**
   * So many bytes are about to be allocated: take them of the machine together, where that is faster than one by one. Refuses
   * nothing: an allocation that finds no room says so.
   */
  readonly makeRoom?: (bytes: number) => void;
  /** Copy host values into the buffer, from its start. */
  upload(buffer: Buffer, values: ArrayLike<number>): void;
  /**
   * The same from element `first` on, and out of floats of 16 bits too, which are widened to float32, every one exactly: what
   * files of weights are read into. Left out where that gains nothing: values go into a buffer of their own and are copied.
   */
  readonly uploadPart?: (
    buffer: Buffer,
    values: Float32Array | Int32Array | HalfFloats,
    first: number,
  ) => void;
  /**
   * A copy of a matrix in the form in which the backend's matmul reads it fastest. The matmul takes it in the place of
   * `b`, in launches with this shape and this transposeB; released as any buffer, and out of date when b changes. It
   * changes no bit of products that the backend computes in tiles; one of few rows may be summed in another order,
   * that of the tiles. Left out by backends that read `b` fast as it is.
   */
  readonly prepack?: (b: Buffer, shape: Shape, transposeB: boolean) => Buffer;
  /**
   * Fill the buffer with random numbers first, first + 1, ... (a multiple of 8; 0 unless given), float32 as `drawFloat32`
   * gives them, to the bit: models begin alike on every device. Left out by backends whose arithmetic is coarser than
   * float64: what they are to hold is drawn elsewhere and uploaded.
   */
  readonly draw?: (buffer: Buffer, values: RandomValues, first?: number) => void;
  /**
   * Kernels that the backend runs faster on many sets of operands at once (all parameters of an optimiser) than on one
   * after another; the bits are those of launches in the order of the sets. No buffer that one set changes, but for a
   * common one, is in another. Left out, whole or in part, where nothing is gained.
   */
  readonly launchAll?: { readonly [K in InPlaceKernelName]?: LaunchAll<K, Buffer> };
  release(buffer: Buffer): void;
  /** A copy of the buffer's values, once all work launched so far is done. */
  read(buffer: Buffer): Promise<HostArray>;
  /** The same at once, on backends whose launches compute before they return. */
  readonly readSync?: (buffer: Buffer) => HostArray;
  memory(): MemoryReport;
  /** End what the backend keeps running, such as worker threads. Needed by backends that have some. */
  readonly dispose?: () => Promise<void>;
  /**
   * End what is kept running until it is needed: the next large launch starts it again, and goes on without until it is there.
   */
  readonly rest?: () => Promise<void>;
  /** Have it run again after `rest` or `dispose`; false when it cannot, and another backend has to be made. */
  readonly resume?: () => Promise<boolean>;
  /** Guarded backends only: a line for each allocation whose surroundings were overwritten. */
  readonly overruns?: () => readonly string[];
}
