/** A hash of what comes piece by piece. */
export interface Hash {
  update(bytes: Uint8Array): void;
  /** In hexadecimal; the last call. */
  digest(): string;
}

/** Names as Node has them. */
export type HashAlgorithm = "sha256" | "sha1";

const BLOCK = 64;

/** Cuts what comes into blocks of 64 bytes, and pads the last as SHA-1 and SHA-256 do (FIPS 180-4, 5.1.1). */
export class BlockHash implements Hash {
  readonly #state: Int32Array;
  readonly #mix: (state: Int32Array, block: DataView) => void;
  readonly #pending = new Uint8Array(BLOCK);
  #filled = 0;
  #length = 0;

  /** `mix` takes a block up into the state. */
  constructor(initial: readonly number[], mix: (state: Int32Array, block: DataView) => void) {
    this.#state = Int32Array.from(initial);
    this.#mix = mix;
  }

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(BLOCK - this.#filled, bytes.length);
      this.#pending.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < BLOCK) return;
      this.#mix(this.#state, new DataView(this.#pending.buffer));
      this.#filled = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK)
      this.#mix(this.#state, new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK));
    this.#pending.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
  }

  digest(): string {
    const bits = 8 * this.#length;
    const zeros = (2 * BLOCK - 9 - this.#filled) % BLOCK;
    const end = new Uint8Array(1 + zeros + 8);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(1 + zeros, Math.floor(bits / 2 ** 32));
    view.setUint32(5 + zeros, bits >>> 0);
    this.update(end);
    return [...this.#state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

export const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
