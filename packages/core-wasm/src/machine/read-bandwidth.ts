import { refuseUnknownOptions } from "../contract/index.ts";
import {
  addF32x4,
  addI32,
  constant,
  countDown,
  firstLaneF32,
  get,
  i32,
  instantiate,
  loadV128,
  runModule,
  set,
  v128,
} from "./wasm-program.ts";

const pageBytes = 65536;
/** Of one turn of the loop: eight vectors, each added to a sum of its own. */
const turnBytes = 128;
const sums = turnBytes / 16;
const warmUpBytes = 2 ** 23;

/** Options of `ReadBandwidth`. */
export interface ReadBandwidthOptions {
  /** How much memory is read; 256 MiB unless given. */
  readonly bytes?: number;
}

const optionNames: ReadonlySet<string> = new Set(["bytes"]);

/**
 * How fast one thread reads memory that is in no cache: a loop of 128-bit loads, in ascending order, over 256 MiB
 * that were written before (pages that never were are all the same one).
 */
export class ReadBandwidth {
  readonly #run: (turns: number) => unknown;
  readonly #bytes: number;
  readonly #samples: number[] = [];

  constructor(options: ReadBandwidthOptions = {}) {
    refuseUnknownOptions("ReadBandwidth", options, optionNames);
    const { bytes = 2 ** 28 } = options;
    if (!Number.isSafeInteger(bytes / turnBytes) || bytes <= 0)
      throw new RangeError(`ReadBandwidth: bytes is ${bytes}, expected a multiple of ${turnBytes}`);
    this.#bytes = bytes;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
    new Uint8Array(memory.buffer).fill(1);
    this.#run = instantiate(loop(), memory);
    // Many short calls first: engines exchange slow code for fast between calls, never inside one.
    for (let i = 0; i < 50; i++) this.#run(Math.min(bytes, warmUpBytes) / turnBytes);
    for (let i = 0; i < 3; i++) this.sample();
  }

  /** Read it all once, some tens of milliseconds. */
  sample(): void {
    const start = performance.now();
    this.#run(this.#bytes / turnBytes);
    this.#samples.push(this.#bytes / (performance.now() - start) / 1e6);
  }

  /** GB/s, the fastest pass. */
  get best(): number {
    return Math.max(...this.#samples);
  }

  /** GB/s, the middle one of all passes. */
  get median(): number {
    const sorted = [...this.#samples].sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  }
}

function loop(): Uint8Array<ArrayBuffer> {
  const [address, first] = [1, 2];
  const each = Array.from({ length: sums }, (_, i) => first + i);
  const turn = each.flatMap((sum, i) => [
    ...[...get(sum), ...get(address), ...loadV128(16 * i), ...addF32x4, ...set(sum)],
  ]);
  const sum = each.flatMap((x, i) => [...get(x), ...(i > 0 ? addF32x4 : [])]);
  return runModule(
    [i32, ...Array<number>(sums).fill(v128)],
    [
      ...countDown(0, [
        ...turn,
        ...[...get(address), ...constant(turnBytes), ...addI32, ...set(address)],
      ]),
      ...[...sum, ...firstLaneF32],
    ],
    { memory: true },
  );
}
