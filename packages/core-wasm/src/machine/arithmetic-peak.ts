import {
  addF32x4,
  countDown,
  firstLaneF32,
  get,
  instantiate,
  mulF32x4,
  relaxedMaddF32x4,
  runModule,
  set,
  v128,
  vectorConstant,
} from "./wasm-program.ts";

type Step = (x: number, factor: number, term: number) => number[];

/** x * factor + term in two instructions. */
const separate: Step = (x, factor, term) => [
  ...[...get(x), ...get(factor), ...mulF32x4],
  ...[...get(term), ...addF32x4],
];
/** The same in one, where the engine has relaxed SIMD. */
const fused: Step = (x, factor, term) => [
  ...[...get(x), ...get(factor), ...get(term), ...relaxedMaddF32x4],
];

const accumulatorCounts = [8, 10, 12];
const iterations = 20_000;

/**
 * The arithmetic peak of one thread with 128-bit vectors: multiplications and additions that stay in registers, in
 * as many independent chains as hide their latency. Engines differ in which such loop they keep in registers (V8 13
 * spills one of 12 chains, whose constants take two more), so several are run, and the fastest counts.
 */
export class ArithmeticPeak {
  /** GFLOP/s, the fastest sample of the fastest loop so far. */
  best = 0;
  readonly #loops: { readonly run: (count: number) => unknown; readonly flops: number }[] = [];

  constructor() {
    for (const step of [separate, fused])
      for (const accumulators of accumulatorCounts) {
        const bytes = loop(accumulators, step);
        if (!WebAssembly.validate(bytes)) continue; // no relaxed SIMD here
        this.#loops.push({ run: instantiate(bytes), flops: iterations * accumulators * 4 * 2 });
      }
    for (let i = 0; i < 20; i++) this.sample(); // engines compile the fast code in the background
  }

  /** Time every loop once, about a millisecond in all. */
  sample(): void {
    for (const { run, flops } of this.#loops) {
      const start = performance.now();
      run(iterations);
      this.best = Math.max(this.best, flops / (performance.now() - start) / 1e6);
    }
  }
}

function loop(accumulators: number, step: Step): Uint8Array<ArrayBuffer> {
  const [factor, term, first] = [1, 2, 3];
  const each = Array.from({ length: accumulators }, (_, i) => first + i);
  const sum = each.flatMap((x, i) => [...get(x), ...(i > 0 ? addF32x4 : [])]);
  return runModule(Array(accumulators + 2).fill(v128), [
    ...[...vectorConstant(0.999), ...set(factor), ...vectorConstant(0.001), ...set(term)],
    ...countDown(
      0,
      each.flatMap((x) => [...step(x, factor, term), ...set(x)]),
    ),
    ...[...sum, ...firstLaneF32],
  ]);
}
