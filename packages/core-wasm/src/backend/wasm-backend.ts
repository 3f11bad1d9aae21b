import type { Backend } from "../contract/index.ts";
import { instantiateBackend, type WasmBackendOptions } from "./instantiate-backend.ts";
import { kernelsBinary } from "./kernels-binary.generated.ts";

export type { WasmBackendOptions };

/** The WebAssembly SIMD backend: one thread, ready at once, nothing to load. */
export function createWasmBackend(options?: WasmBackendOptions): Backend {
  return instantiateBackend(decodeBase64(kernelsBinary), options);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
