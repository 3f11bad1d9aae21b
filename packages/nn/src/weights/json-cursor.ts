import { quote, SafetensorsError } from "./safetensors-error.ts";

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;
const LITERAL = /true|false|null|-?[0-9][0-9.eE+-]*/y;
const COUNT = /^(?:0|[1-9][0-9]*)$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads JSON of a known form, value by value. Unlike JSON.parse it refuses a key that stands twice,
 * builds nothing that was not asked for, and says where the text differs from what was expected.
 */
export class JsonCursor {
  readonly #text: string;
  readonly #called: string;
  #position = 0;
  /** The tensor that errors name. */
  tensor: string | undefined;

  /** `called`: what errors call the text. */
  constructor(text: string, called: string) {
    this.#text = text;
    this.#called = called;
  }

  /** The keys of an object; read each key's value before taking the next. */
  *keys(): Generator<string> {
    this.#expect("{", "an object");
    const seen = new Set<string>();
    if (this.#take("}")) return;
    do {
      const key = this.string();
      if (seen.has(key))
        throw new SafetensorsError(`the key ${quote(key)} stands twice`, this.tensor);
      seen.add(key);
      this.#expect(":", "':'");
      yield key;
    } while (this.#take(","));
    this.#expect("}", "',' or '}'");
  }

  /** An array of integers, each at least 0. */
  counts(): number[] {
    this.#expect("[", "an array");
    const counts: number[] = [];
    if (this.#take("]")) return counts;
    do counts.push(this.#count());
    while (this.#take(","));
    this.#expect("]", "',' or ']'");
    return counts;
  }

  string(): string {
    this.#expect('"', "a string");
    const start = this.#position - 1;
    let end = this.#position;
    while (end < this.#text.length && this.#text[end] !== '"')
      end += this.#text[end] === "\\" ? 2 : 1;
    this.#position = end + 1;
    const value = parsed(this.#text.slice(start, end + 1));
    if (typeof value !== "string" || LONE_SURROGATE.test(value)) {
      this.#position = start;
      throw this.#unexpected("a string of Unicode text");
    }
    return value;
  }

  /** Pass over a value of any kind, in which no more than `depth` objects and arrays lie one in the other. */
  skip(depth = 8): void {
    this.#match(SPACE);
    const first = this.#text[this.#position];
    if (first === "{" || first === "[") {
      if (depth === 0) throw this.#unexpected("a value that is less nested");
      if (first === "{") for (const _ of this.keys()) this.skip(depth - 1);
      else this.#skipArray(depth);
    } else if (first === '"') this.string();
    else if (this.#match(LITERAL) === "") throw this.#unexpected("a value");
  }

  #skipArray(depth: number): void {
    this.#expect("[", "an array");
    if (this.#take("]")) return;
    do this.skip(depth - 1);
    while (this.#take(","));
    this.#expect("]", "',' or ']'");
  }

  /** Throw unless nothing but space is left. */
  end(): void {
    this.#match(SPACE);
    if (this.#position < this.#text.length) throw this.#unexpected("the end");
  }

  #count(): number {
    this.#match(SPACE);
    const start = this.#position;
    const digits = this.#match(NUMBER);
    const count = Number(digits);
    if (COUNT.test(digits) && Number.isSafeInteger(count)) return count;
    this.#position = start;
    throw this.#unexpected("an integer from 0 to 2^53 - 1");
  }

  #expect(token: string, description: string): void {
    if (!this.#take(token)) throw this.#unexpected(description);
  }

  #take(token: string): boolean {
    this.#match(SPACE);
    if (!this.#text.startsWith(token, this.#position)) return false;
    this.#position += token.length;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#position += found.length;
    return found;
  }

  #unexpected(expected: string): SafetensorsError {
    const rest = this.#text.slice(this.#position, this.#position + 20);
    const found = rest === "" ? "the end" : quote(rest);
    return new SafetensorsError(
      `${this.#called}, character ${this.#position}: expected ${expected}, found ${found}`,
      this.tensor,
    );
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
