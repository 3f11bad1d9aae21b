import {
  type DType,
  freeingAdvice,
  type HostArray,
  type MemoryReport,
  OutOfMemoryError,
} from "../contract/index.ts";
import { Allocator, alignUp } from "./allocator.ts";

const PAGE = 65536;
/** Kernels may read, never write, this far past an operand. */
const SLACK = 128;
const GUARD_FLOATS = 64;
const GUARD_WORD = 0x7fa55a5a; // a NaN that no kernel makes

/** A range of the linear memory. */
export interface WasmBuffer {
  /** Byte address of the first element. */
  readonly pointer: number;
  readonly length: number;
  readonly dtype: DType;
  /** Elements in the order of their indices, or a matrix in the panels of `prepack`. */
  readonly layout: BufferLayout;
}
export type BufferLayout = "rows" | "panels";

/** The WebAssembly memory of one backend: buffers, their values, scratch, and the report. */
export class LinearMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #allocator: Allocator;
  readonly #live = new Map<number, WasmBuffer>();
  /** Bytes kept before and after each buffer, filled with sentinels; 0 unless guarded. */
  readonly #guardBytes: number;
  #floats: Float32Array;
  #ints: Int32Array;
  #bytes = 0;
  #peakBytes = 0;
  #scratch = 0;
  #scratchBytes = 0;

  constructor(memory: WebAssembly.Memory, heapBase: number, guarded: boolean) {
    this.#memory = memory;
    this.#guardBytes = guarded ? 4 * GUARD_FLOATS : 0;
    this.#floats = new Float32Array(memory.buffer);
    this.#ints = new Int32Array(memory.buffer);
    this.#allocator = new Allocator(heapBase, (end) => this.#growTo(end + SLACK));
  }

  allocate(length: number, dtype: DType, layout: BufferLayout = "rows"): WasmBuffer {
    const guard = this.#guardBytes;
    const pointer = this.#allocator.allocate(4 * length + 2 * guard) + guard;
    const buffer = { pointer, length, dtype, layout };
    this.#live.set(pointer, buffer);
    this.#bytes += 4 * length;
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytes);
    if (guard > 0)
      this.#eachGuard(buffer, (at) => {
        this.#ints[at] = GUARD_WORD;
      });
    return buffer;
  }

  /**
   * Grow once for what is about to be allocated. To engines every growth is as much new memory as there is in all, which they
   * look through their heap for.
   */
  makeRoom(bytes: number): void {
    const missing = this.#allocator.top + bytes + SLACK - this.#memory.buffer.byteLength;
    if (missing > 0 && this.#grow(missing)) this.#renewViews();
  }

  release(buffer: WasmBuffer): void {
    if (this.#live.get(buffer.pointer) !== buffer)
      throw new Error("wasm: this buffer was released before");
    this.#live.delete(buffer.pointer);
    this.#bytes -= 4 * buffer.length;
    this.#allocator.free(
      buffer.pointer - this.#guardBytes,
      4 * buffer.length + 2 * this.#guardBytes,
    );
  }

  upload(buffer: WasmBuffer, values: ArrayLike<number>): void {
    if (values.length > buffer.length)
      throw new RangeError(`wasm: ${values.length} values for a buffer of ${buffer.length}`);
    this.#words(buffer).set(values, buffer.pointer >>> 2);
  }

  /** Copy host values in from element `first` on. */
  uploadPart(buffer: WasmBuffer, values: Float32Array | Int32Array, first: number): void {
    expectPart(buffer, values.length, first);
    this.#words(buffer).set(values, (buffer.pointer >>> 2) + first);
  }

  /** Copy 16-bit words into the second half of the place of as many elements from `first` on. */
  uploadHalves(buffer: WasmBuffer, bits: Uint16Array, first: number): void {
    expectPart(buffer, bits.length, first);
    const at = buffer.pointer + 4 * first + 2 * bits.length;
    new Uint16Array(this.#memory.buffer, at, bits.length).set(bits);
  }

  read({ pointer, length, dtype }: WasmBuffer): HostArray {
    return this.#words({ dtype }).slice(pointer >>> 2, (pointer >>> 2) + length);
  }

  /** Fill the buffer with zeros. */
  clear({ pointer, length }: WasmBuffer): void {
    this.#ints.fill(0, pointer >>> 2, (pointer >>> 2) + length);
  }

  /** Memory that is never given back, at an address of 64; contents zero when nothing was there before. */
  reserve(bytes: number): number {
    return this.#allocator.allocate(bytes);
  }

  /** The whole memory as int32, until it grows. */
  get words(): Int32Array {
    return this.#ints;
  }

  /** Memory for one launch, reused by the next: at least `bytes`, contents arbitrary. */
  scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      if (this.#scratchBytes > 0) this.#allocator.free(this.#scratch, this.#scratchBytes);
      this.#scratch = this.#allocator.allocate(bytes);
      this.#scratchBytes = alignUp(bytes);
    }
    return this.#scratch;
  }

  report(): MemoryReport {
    return {
      buffers: this.#live.size,
      bytes: this.#bytes,
      peakBytes: this.#peakBytes,
      reservedBytes: this.#memory.buffer.byteLength,
    };
  }

  /** A line for each live buffer whose sentinels were overwritten. */
  overruns(): readonly string[] {
    const lines: string[] = [];
    for (const buffer of this.#live.values())
      this.#eachGuard(buffer, (at) => {
        if (this.#ints[at] !== GUARD_WORD)
          lines.push(
            `float ${at - (buffer.pointer >>> 2)} of a buffer of ${buffer.length} was written`,
          );
      });
    return lines;
  }

  #eachGuard({ pointer, length }: WasmBuffer, visit: (at: number) => void): void {
    const first = pointer >>> 2;
    for (let i = 1; i <= this.#guardBytes >>> 2; i++) {
      visit(first - i);
      visit(first + length + i - 1);
    }
  }

  #words({ dtype }: { readonly dtype: DType }): Float32Array | Int32Array {
    return dtype === "int32" ? this.#ints : this.#floats;
  }

  #growTo(end: number): void {
    const missing = end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    // At least an eighth more, so that a growing model does not detach the views again and again.
    const wanted = Math.max(missing, this.#memory.buffer.byteLength >> 3);
    if (!this.#grow(wanted) && !this.#grow(missing))
      throw new OutOfMemoryError(
        `wasm: out of memory: ${Math.ceil(end / 2 ** 20)} MiB needed, ` +
          `${this.#memory.buffer.byteLength / 2 ** 20} MiB held; WebAssembly ends at 4096 MiB, ` +
          "and where the process may not have as many addresses (ulimit -v) before",
        `${freeingAdvice}, or keep weights once: init({ prepack: false })`,
      );
    this.#renewViews();
  }

  /** False where the engine refuses. */
  #grow(bytes: number): boolean {
    try {
      this.#memory.grow(Math.ceil(bytes / PAGE));
      return true;
    } catch {
      return false;
    }
  }

  #renewViews(): void {
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#ints = new Int32Array(this.#memory.buffer);
  }
}

function expectPart({ length }: WasmBuffer, count: number, first: number): void {
  if (first + count > length)
    throw new RangeError(`wasm: ${count} values from ${first} on for a buffer of ${length}`);
}
