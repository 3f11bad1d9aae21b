import { type Backend, refuseUnknownOptions } from "../contract/index.ts";
import { instantiateBackend } from "./instantiate-backend.ts";
import { type BuildName, chooseBuild } from "./kernel-build.ts";

/** Options of `createWasmBackend`. */
export interface WasmBackendOptions {
  /**
   * Which build of the kernels computes.
   * - `"simd"`: multiplication and addition are rounded one by one: every machine gives the same bits.
   * - `"relaxed-simd"`: they are fused where the processor can. The same machine gives the same bits again and
   *   again; another processor may differ in the last ones.
   * - `"auto"` (the default): relaxed SIMD where the engine has it, else plain. It depends on the engine alone, so
   *   that a training run resumed on the same machine and engine goes on to the bit.
   */
  readonly build?: BuildName | "auto";
  /**
   * Offer prepacked copies of weights, which inference reads up to twice as fast and which take as much memory again;
   * true unless given.
   */
  readonly prepack?: boolean;
  /** Keep 64 sentinel floats on each side of every buffer, for `overruns()`. For tests. */
  readonly guarded?: boolean;
}

const known = new Set(["build", "prepack", "guarded"]);

/** The WebAssembly SIMD backend: one thread, ready at once, nothing to load. `info` says what was chosen, and why. */
export function createWasmBackend(options: WasmBackendOptions = {}): Backend {
  refuseUnknownOptions("createWasmBackend", options, known);
  const { build: wanted = "auto", prepack = true, guarded = false } = options;
  const { module, name, tile, reason } = chooseBuild(wanted);
  return instantiateBackend(module, { guarded, prepack, tile, info: { build: name, reason } });
}
