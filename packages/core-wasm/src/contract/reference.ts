import type { Backend, KernelName, KernelTable } from "./backend.ts";
import type { DType, Values } from "./kernel.ts";
import { oracles } from "./oracles.ts";
import { OutOfMemoryError } from "./out-of-memory-error.ts";
import { drawFloat32 } from "./random-values.ts";

function hostArray(length: number, dtype: DType): Values {
  try {
    return dtype === "int32" ? new Int32Array(length) : new Float64Array(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OutOfMemoryError(`reference: ${length} values are more than the engine allocates`);
  }
}

/** The contract's own float64 loops as a backend: slow, exact, and the oracle of all tests. */
export function createReferenceBackend(): Backend {
  const live = new Set<Values>();
  let bytes = 0;
  let peakBytes = 0;
  const table = {} as Record<KernelName, unknown>;
  for (const name of Object.keys(oracles) as KernelName[]) table[name] = oracles[name].reference;
  const backend: Backend<Values> = {
    name: "reference",
    info: { build: "float64 loops" },
    kernels: table as KernelTable<Values>,
    allocate(length, dtype) {
      const buffer = hostArray(length, dtype);
      live.add(buffer);
      bytes += buffer.byteLength;
      peakBytes = Math.max(peakBytes, bytes);
      return buffer;
    },
    upload: (buffer, values) => buffer.set(values),
    draw(buffer, values, first = 0) {
      buffer.set(drawFloat32(values, first + buffer.length).subarray(first));
    },
    release(buffer) {
      if (!live.delete(buffer)) throw new Error("reference: buffer released twice");
      bytes -= buffer.byteLength;
    },
    read: async (buffer) => buffer.slice(),
    readSync: (buffer) => buffer.slice(),
    memory: () => ({ buffers: live.size, bytes, peakBytes, reservedBytes: bytes }),
  };
  return backend as Backend; // from here on buffers are opaque
}
