import type { ByteSource } from "./byte-source.ts";
import { readRange } from "./byte-source.ts";
import type { Wrong } from "./stored-dtype.ts";

/** More bytes are wanted than have been read of the file yet. */
class EndOfWindow extends Error {}

/** Reads little-endian values one after the other, of bytes that are the beginning of a file or of a part of one. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #total: number;
  readonly #wrong: Wrong;
  position = 0;

  /** `total`: how many bytes there are beside those that have been read; only as many unless given. */
  constructor(bytes: Uint8Array, wrong: Wrong, total = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#total = total;
    this.#wrong = wrong;
  }

  /** Bytes up to the end of the file. */
  get rest(): number {
    return this.#total - this.position;
  }

  /** Go on by `length` bytes that are there, and return where they begin. */
  #take(length: number): number {
    const begin = this.position;
    if (length > this.#total - begin)
      throw this.#wrong(
        `${length} bytes are wanted at byte ${begin}, and it ends at byte ${this.#total}; is it complete?`,
      );
    if (length > this.#bytes.length - begin) throw new EndOfWindow();
    this.position = begin + length;
    return begin;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  int8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  int16(): number {
    return this.#view.getInt16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  float32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** Pickles have their numbers so. */
  float64BigEndian(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  uint64(): number | bigint {
    return plainWhereExact(this.#view.getBigUint64(this.#take(8), true));
  }

  int64(): number | bigint {
    return plainWhereExact(this.#view.getBigInt64(this.#take(8), true));
  }

  /** A length or a number of things: what no number of JavaScript holds, no file has. */
  count64(called: string): number {
    const count = this.uint64();
    if (typeof count === "number") return count;
    throw this.#wrong(`${called} is ${count}, more than any file holds`);
  }

  /** A view on the bytes. */
  bytes(length: number): Uint8Array {
    const begin = this.#take(length);
    return this.#bytes.subarray(begin, begin + length);
  }

  /** UTF-8 of a known length. */
  text(length: number, called: string): string {
    const begin = this.position;
    try {
      // A copy: browsers decode no memory that threads share.
      return decoder().decode(new Uint8Array(this.bytes(length)));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw this.#wrong(`${called} at byte ${begin} is not UTF-8 text`);
    }
  }
}

const plainWhereExact = (value: bigint): number | bigint =>
  value >= -(2n ** 53n) && value <= 2n ** 53n && Number.isSafeInteger(Number(value))
    ? Number(value)
    : value;

let shared: TextDecoder | undefined;
function decoder(): TextDecoder {
  shared ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return shared;
}

const FIRST_WINDOW = 2 ** 18;

/**
 * Parse what a file begins with and whose length only parsing tells: of the first bytes, and as long as they are too few, of
 * four times as many. Beyond `longest` bytes it is `wrong`.
 */
export async function parseHead<T>(
  source: ByteSource,
  { longest, wrong }: { readonly longest: number; readonly wrong: Wrong },
  parse: (cursor: ByteCursor) => T,
): Promise<T> {
  const most = Math.min(source.size, longest);
  for (let window = Math.min(FIRST_WINDOW, most); ; window = Math.min(4 * window, most)) {
    const bytes = await readRange(source, 0, window);
    try {
      return parse(new ByteCursor(bytes, wrong, source.size));
    } catch (error) {
      if (!(error instanceof EndOfWindow)) throw error;
      if (window === most) throw wrong(`its head is longer than ${longest} bytes`);
    }
  }
}
