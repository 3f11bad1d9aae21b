import { createWasmBackend } from "@qkv/core-wasm";
import { type Backend, drawFloat32, type RandomValues } from "@qkv/core-wasm/contract";

const PIECE = 2 ** 18;

let host: Backend | "none" | undefined;

/** `count` random numbers for a device that draws none itself: those that every other device has, to the bit. */
export function drawOnHost(values: RandomValues, count: number): Float32Array {
  host ??= hostBackend();
  if (host === "none") return drawFloat32(values, count);
  const drawn = new Float32Array(count);
  for (let first = 0; first < count; first += PIECE) {
    const piece = host.allocate(Math.min(PIECE, count - first), "float32");
    host.draw!(piece, values, first);
    drawn.set(host.readSync!(piece), first);
    host.release(piece);
  }
  return drawn;
}

/** A backend of its own: a piece of memory, whatever lies on the default device. */
function hostBackend(): Backend | "none" {
  try {
    return createWasmBackend();
  } catch {
    // A page that computes on WebGPU alone need not allow WebAssembly: the same numbers, some twenty times slower.
    return "none";
  }
}
