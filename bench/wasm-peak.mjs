import { loopModule, relaxedMadd, separateMultiplyAdd } from "./wasm-peak-module.mjs";

const accumulatorCounts = [8, 10, 12];
const iterations = 20_000;

/**
 * The 128-bit arithmetic peak of one thread, in GFLOP/s: the fastest register-only loop seen so far.
 * Engines differ in which loop they keep in registers, so several are tried.
 */
export class WasmPeak {
  /** GFLOP/s */
  best = 0;
  #loops = [];

  constructor() {
    for (const step of [separateMultiplyAdd, relaxedMadd])
      for (const accumulators of accumulatorCounts) {
        const bytes = loopModule(accumulators, step);
        if (!WebAssembly.validate(bytes)) continue; // no relaxed SIMD here
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
        this.#loops.push({ run: exports.run, flops: iterations * accumulators * 4 * 2 });
      }
    for (let i = 0; i < 20; i++) this.sample();
  }

  /** Time every loop once, about a millisecond in all. */
  sample() {
    for (const { run, flops } of this.#loops) {
      const start = performance.now();
      run(iterations);
      this.best = Math.max(this.best, flops / (performance.now() - start) / 1e6);
    }
  }
}
