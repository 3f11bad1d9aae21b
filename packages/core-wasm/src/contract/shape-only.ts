import { type Backend, type KernelName, type KernelTable, kernels } from "./backend.ts";
import type { DType, Operands } from "./kernel.ts";
import { OptionError, refuseUnknownOptions } from "./option-names.ts";

/** What stands in the place of memory. */
interface Absent {
  readonly length: number;
  readonly dtype: DType;
  /** Integers that the host has uploaded and no kernel changed: positions and counts, which it may ask back. */
  integers: Int32Array | undefined;
  released: boolean;
}

/** Options of `createShapeOnlyBackend`. */
export interface ShapeOnlyOptions {
  /** Buffers that may live at once; no limit unless given. */
  readonly maxBuffers?: number;
}

const optionNames = new Set(["maxBuffers"]);

/** Thrown when more buffers would live at once than a shape-only backend was told to allow. */
export class BufferLimitError extends RangeError {
  override readonly name = "BufferLimitError";
  readonly maxBuffers: number;

  constructor(maxBuffers: number) {
    super(`meta: more than ${maxBuffers} tensors at once, expected no more`);
    this.maxBuffers = maxBuffers;
  }
}

/**
 * A backend without values: it allocates nothing and computes nothing, so that a model of any size can be made and run for
 * its shapes, its memory and its floating-point operations. PyTorch's meta device. `memory()` counts what buffers
 * would take; none of it is taken of the machine. Reading throws, but for integers that were uploaded.
 */
export function createShapeOnlyBackend(options: ShapeOnlyOptions = {}): Backend {
  refuseUnknownOptions("createShapeOnlyBackend", options, optionNames);
  const { maxBuffers = Infinity } = options;
  if (!(maxBuffers >= 0))
    throw new OptionError(
      `createShapeOnlyBackend: maxBuffers is ${maxBuffers}, expected 0 or more`,
    );
  let buffers = 0;
  let bytes = 0;
  let peakBytes = 0;
  const table = {} as Record<KernelName, unknown>;
  for (const name of Object.keys(kernels) as KernelName[]) table[name] = forgetUpdated(name);
  const backend: Backend<Absent> = {
    name: "meta",
    info: { build: "shapes only" },
    shapesOnly: true,
    kernels: table as KernelTable<Absent>,
    allocate(length, dtype) {
      if (buffers >= maxBuffers) throw new BufferLimitError(maxBuffers);
      buffers++;
      bytes += 4 * length;
      peakBytes = Math.max(peakBytes, bytes);
      return { length, dtype, integers: undefined, released: false };
    },
    upload(buffer, values) {
      if (values.length > buffer.length)
        throw new RangeError(`meta: ${values.length} values for a buffer of ${buffer.length}`);
      const whole = buffer.dtype === "int32" && values.length === buffer.length;
      buffer.integers = whole ? Int32Array.from(values) : undefined;
    },
    release(buffer) {
      if (buffer.released) throw new Error("meta: this buffer was released before");
      buffer.released = true;
      buffers--;
      bytes -= 4 * buffer.length;
    },
    read: async (buffer) => integersOf(buffer),
    readSync: integersOf,
    memory: () => ({ buffers, bytes, peakBytes, reservedBytes: 0 }),
  };
  return backend as Backend; // from here on buffers are opaque
}

/** A kernel that does no more than change its operands in place. */
function forgetUpdated(kernel: KernelName) {
  const operands: Operands = kernels[kernel].inputs;
  const updated = Object.keys(operands).filter((name) => operands[name]!.updated);
  return (inputs: Readonly<Record<string, Absent | undefined>>): void => {
    for (const name of updated) if (inputs[name]) inputs[name].integers = undefined;
  };
}

function integersOf({ integers }: Absent): Int32Array {
  if (integers) return integers.slice();
  throw new Error(
    "meta: a tensor on this device has a shape and no values, expected one on another device to read: " +
      "make the model there, or load a checkpoint into it",
  );
}
