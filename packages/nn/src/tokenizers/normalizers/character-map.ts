import { TokenizerDataError } from "../tokenizer-data-error.ts";

const encoder = new TextEncoder();

/**
 * sentencepiece's table of normalised characters: the size of a trie in bytes, the trie as a double array of 32-bit
 * units (darts-clone), and the texts that it leads to, each ended by a zero byte.
 */
export class CharacterMap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;

  constructor(bytes: Uint8Array, where: string) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = bytes.length < 4 ? -1 : view.getUint32(0, true);
    if (size < 4 || size % 4 !== 0 || size > bytes.length - 4)
      throw new TokenizerDataError(`${where} holds no character map: its trie is cut off`);
    this.#units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#texts = bytes.slice(4 + size);
  }

  static fromBase64(text: string, where: string): CharacterMap {
    let binary: string;
    try {
      binary = atob(text);
    } catch (cause) {
      throw new TokenizerDataError(`${where} is no base64`, { cause });
    }
    return new CharacterMap(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
      where,
    );
  }

  /** What stands for the shortest beginning of the text that is in the table; undefined where none is. */
  lookUp(text: string): string | undefined {
    const units = this.#units;
    let node = offsetOf(units[0]!);
    for (const byte of encoder.encode(text)) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit >>> 8) & 1) return this.#textAt((units[node] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  #textAt(start: number): string {
    const end = this.#texts.indexOf(0, start);
    const bytes = this.#texts.subarray(start, end < 0 ? this.#texts.length : end);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
