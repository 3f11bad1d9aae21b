import { createWasmBackend } from "@qkv/core-wasm";
import { setDefaultDevice } from "../src/device/default-device.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { Device } from "../src/tensor/device.ts";

// QKV_TEST_BUILD=simd npx vitest run: the suites on another build of the kernels than this engine's best.
const build = process.env.QKV_TEST_BUILD;
if (build === "simd" || build === "relaxed-simd")
  setDefaultDevice(new Device(createWasmBackend({ build }), tensorMethods));
else if (build !== undefined)
  throw new Error(`QKV_TEST_BUILD is ${build}, expected simd or relaxed-simd`);
