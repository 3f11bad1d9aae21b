export type { BuildName } from "./backend/kernel-build.ts";
export { createWasmBackend, type WasmBackendOptions } from "./backend/wasm-backend.ts";
