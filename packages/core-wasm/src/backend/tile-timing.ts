import { instantiateKernels } from "./instantiate-kernels.ts";

/** Rows and columns of the register tiles that matmul works with; the bits of a result do not depend on them. */
export type Tile = "4x8" | "6x8";

const PAGES = 4;
const [M, N, K] = [96, 64, 128];
const CALLS = 4; // of one sample, about 0.1 ms
/** Samples of optimised code that are enough. */
const SAMPLES = 8;
const LONGEST_MS = 12;
/** Larger tiles must be this much faster: clocks are coarse in browsers. */
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
  let [ofShort, ofTall] = [firstShort, firstTall];
  let samples = 0;
  for (const start = performance.now(); performance.now() - start < LONGEST_MS; ) {
    ofShort = Math.min(ofShort, short());
    ofTall = Math.min(ofTall, tall());
    if (2 * ofShort < firstShort && 2 * ofTall < firstTall && ++samples === SAMPLES) break;
  }
  const tile = ofShort > ofTall * GAIN ? "6x8" : "4x8";
  return { tile, reason: `relaxed SIMD; 6x8 tiles ${speed(ofTall)}, 4x8 ${speed(ofShort)}` };
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
      wasm.matmul(1, M, N, K, a, false, 0, b, false, 0, c, 0, 0, c + 4 * M * N);
    return performance.now() - start;
  };
}

const speed = (ms: number): string =>
  ms > 0 ? `${((2 * M * N * K * CALLS) / ms / 1e6).toFixed(0)} GFLOP/s` : "too fast to measure";
