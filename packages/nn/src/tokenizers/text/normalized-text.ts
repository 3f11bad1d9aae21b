import { codePointStarts } from "./code-point-starts.ts";
import type { Span } from "./span.ts";

/**
 * A text on its way through normalisation that knows where each of its characters came from: code unit i of `text` came
 * of the original's code points from `starts[i]` up to `ends[i]`. Both halves of a surrogate pair say the same. Without
 * the two lists code unit i came of code point `start + i`.
 */
export class NormalizedText {
  readonly text: string;
  /** Where in the original this part of it begins, in code points. */
  readonly start: number;
  readonly #starts: ArrayLike<number> | undefined;
  readonly #ends: ArrayLike<number> | undefined;

  constructor(text: string, start: number, starts?: ArrayLike<number>, ends?: ArrayLike<number>) {
    this.text = text;
    this.start = start;
    this.#starts = starts;
    this.#ends = ends;
  }

  static of(text: string): NormalizedText {
    const starts = codePointStarts(text);
    return starts
      ? new NormalizedText(
          text,
          0,
          starts,
          starts.map((one) => one + 1),
        )
      : new NormalizedText(text, 0);
  }

  get length(): number {
    return this.text.length;
  }

  startOf(unit: number): number {
    return this.#starts ? this.#starts[unit]! : this.start + unit;
  }

  endOf(unit: number): number {
    return this.#ends ? this.#ends[unit]! : this.start + unit + 1;
  }

  /** What came of the original's code points from the first number up to the second. */
  originOf({ start, end }: Span): Span {
    return { start: this.startOf(start), end: this.endOf(end - 1) };
  }

  slice(start: number, end: number): NormalizedText {
    const text = this.text.slice(start, end);
    if (text === "") return new NormalizedText("", this.start, [], []);
    const from = this.startOf(start);
    if (text.length === this.text.length && from === this.start) return this;
    if (!this.#starts || !this.#ends) return new NormalizedText(text, from);
    return new NormalizedText(
      text,
      from,
      part(this.#starts, start, end),
      part(this.#ends, start, end),
    );
  }

  /** The characters for which this holds. */
  filter(keeps: (character: string) => boolean): NormalizedText {
    const writer = this.rewrite();
    let changed = false;
    for (let at = 0; at < this.text.length; ) {
      const character = characterAt(this.text, at);
      if (keeps(character)) writer.copy(character, at);
      else changed = true;
      at += character.length;
    }
    return changed ? writer.done() : this;
  }

  /** Each character is replaced by others, all of which came of it. */
  mapCharacters(map: (character: string) => string): NormalizedText {
    const writer = this.rewrite();
    let changed = false;
    for (let at = 0; at < this.text.length; ) {
      const character = characterAt(this.text, at);
      const others = map(character);
      changed ||= others !== character;
      writer.copy(others, at);
      at += character.length;
    }
    return changed ? writer.done() : this;
  }

  /** What is put before came of the first character; nothing is put before nothing. */
  prepend(prefix: string): NormalizedText {
    if (this.text === "") return this;
    const writer = this.rewrite();
    writer.copy(prefix, 0);
    for (let at = 0; at < this.text.length; at++) writer.copy(this.text[at]!, at);
    return writer.done();
  }

  /** What stands in place of a match came of the match's last character. */
  replace(matches: readonly Span[], content: string): NormalizedText {
    if (matches.length === 0) return this;
    const writer = this.rewrite();
    let done = 0;
    const copyUpTo = (end: number): void => {
      for (; done < end; done++) writer.copy(this.text[done]!, done);
    };
    for (const { start, end } of matches) {
      copyUpTo(start);
      if (end > 0) writer.copy(content, end - 1);
      else writer.write(content, this.start, this.start);
      done = end;
    }
    copyUpTo(this.text.length);
    return writer.done();
  }

  rewrite(): TextWriter {
    return new TextWriter(this);
  }
}

/** Writes a text anew, with where its characters came from. */
export class TextWriter {
  readonly #source: NormalizedText;
  readonly #parts: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(source: NormalizedText) {
    this.#source = source;
  }

  /** Characters that came of what stands at a code unit of the source. */
  copy(text: string, unit: number): void {
    this.write(text, this.#source.startOf(unit), this.#source.endOf(unit));
  }

  write(text: string, start: number, end: number): void {
    this.#parts.push(text);
    for (let i = 0; i < text.length; i++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  done(): NormalizedText {
    return new NormalizedText(
      this.#parts.join(""),
      this.#source.start,
      Int32Array.from(this.#starts),
      Int32Array.from(this.#ends),
    );
  }
}

/** The whole character, of one code unit or two, that begins at a code unit. */
export function characterAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  return code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000
    ? text.slice(at, at + 2)
    : text[at]!;
}

function part(values: ArrayLike<number>, start: number, end: number): ArrayLike<number> {
  return values instanceof Int32Array
    ? values.subarray(start, end)
    : Array.from(values).slice(start, end);
}
