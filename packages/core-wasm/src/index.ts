export { createWasmBackend, type WasmBackendOptions } from "./backend/wasm-backend.ts";
