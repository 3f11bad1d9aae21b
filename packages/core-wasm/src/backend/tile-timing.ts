import { MatmulLayout } from "./exports.generated.ts";
import { instantiateKernels } from "./instantiate-kernels.ts";

/** Rows and columns of the register tiles that matmul works with; the bits of a result do not depend on them. */
export type Tile = "4x8" | "6x8";

const PAGES = 4;
const [M, N, K] = [96, 64, 128];
const CALLS = 6; // of one sample, about 0.15 ms
/** Samples of optimised code that are enough. */
const SAMPLES = 6;
const LONGEST_MS = 12;
/** Larger tiles must be this much faster. */
const GAIN = 1.02;

/**
 * Which tile is faster on this engine, measured: those of 6 rows win where the engine keeps them in registers,
 * and take twice the time where it does not.
 */
export function fasterTile(module: WebAssembly.Module): { tile: Tile; reason: string } {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const short = sampler(module, memory, "4x8");
  const tall = sampler(module, memory, "6x8");
  // The first samples run before the engine has optimised the code, about four times slower.
  const [firstShort, firstTall] = [short(), tall()];
  const [ofShort, ofTall]: [number[], number[]] = [[], []];
  let optimised = 0;
  for (const start = performance.now(); performance.now() - start < LONGEST_MS; ) {
    const [a, b] = [short(), tall()];
    ofShort.push(a);
    ofTall.push(b);
    if (2 * a < firstShort && 2 * b < firstTall && ++optimised === SAMPLES) break;
  }
  const [msShort, msTall] = [
    fasterHalf(ofShort.slice(-SAMPLES)),
    fasterHalf(ofTall.slice(-SAMPLES)),
  ];
  const tile = msShort > msTall * GAIN ? "6x8" : "4x8";
  return { tile, reason: `relaxed SIMD; 6x8 tiles ${speed(msTall)}, 4x8 ${speed(msShort)}` };
}

/** A function that multiplies zeros and gives the milliseconds it took. */
function sampler(module: WebAssembly.Module, memory: WebAssembly.Memory, tile: Tile): () => number {
  const wasm = instantiateKernels(module, memory, tile);
  const a = Math.ceil(wasm.heapBase() / 64) * 64;
  const b = a + 4 * M * K;
  const c = b + 4 * K * N;
  return () => {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++)
      wasm.matmul(1, M, N, K, a, false, 0, b, MatmulLayout.rows, 0, c, 0, 0, c + 4 * M * N);
    return performance.now() - start;
  };
}

/** Mean of the faster half of some times; clocks of browsers are too coarse for the fastest alone. */
function fasterHalf(times: readonly number[]): number {
  const half = [...times].sort((a, b) => a - b).slice(0, Math.ceil(times.length / 2));
  return half.reduce((sum, ms) => sum + ms, 0) / half.length;
}

const speed = (ms: number): string =>
  ms > 0 ? `${((2 * M * N * K * CALLS) / ms / 1e6).toFixed(0)} GFLOP/s` : "not measured";
