import { splitWords } from "../python-whitespace.ts";
import * as words from "./number-words.ts";
import {
  isNumeric,
  type NumberSoFar,
  readNumeric,
  times,
  withOnes,
  withTens,
} from "./spoken-number.ts";

/** Spoken numbers in digits, word by word: Whisper's rules, their oddities included, for scores are to be the same. */
export function writeNumbers(text: string): string {
  const reader = new NumberReader(splitWords(text));
  return reader.read().join(" ");
}

class NumberReader {
  readonly #words: readonly string[];
  readonly #written: string[] = [];
  #value: NumberSoFar | undefined;
  #prefix = "";
  #at = 0;

  constructor(given: readonly string[]) {
    this.#words = given;
  }

  read(): readonly string[] {
    for (; this.#at < this.#words.length; this.#at++) this.#take(this.#words[this.#at]!);
    this.#writeValue();
    return this.#written;
  }

  get #before(): string | undefined {
    return this.#words[this.#at - 1];
  }
  get #next(): string | undefined {
    return this.#words[this.#at + 1];
  }
  get #numberFollows(): boolean {
    return words.isNumberWord(this.#next) || isNumeric(this.#next);
  }

  #write(result: string): void {
    this.#written.push(this.#prefix + result);
    this.#value = undefined;
    this.#prefix = "";
  }
  #writeValue(): void {
    if (this.#value !== undefined) this.#write(String(this.#value));
  }
  #writeWord(word: string): void {
    this.#writeValue();
    this.#write(word);
  }
  /** Text of digits so far: a 0 that stands alone does not count. */
  get #digits(): string {
    return this.#value === undefined || this.#value === 0n ? "" : String(this.#value);
  }

  #take(word: string): void {
    const bare = words.prefixes.has(word[0]!) ? word.slice(1) : word;
    if (isNumeric(bare)) this.#takeDigits(word, bare);
    else if (!words.isNumberWord(word)) this.#writeWord(word);
    else if (words.zeros.has(word)) this.#value = `${this.#digits}0`;
    else if (!this.#takeAmount(word)) this.#takeOther(word);
  }

  #takeDigits(word: string, bare: string): void {
    if (typeof this.#value === "string" && this.#value.endsWith(".")) {
      this.#value += word;
      return;
    }
    this.#writeValue();
    if (word !== bare) this.#prefix = word[0]!;
    this.#value = readNumeric(bare);
  }

  /** One to nineteen, tens, multipliers; with a suffix they end the number. */
  #takeAmount(word: string): boolean {
    const suffixed =
      words.onesSuffixed.get(word) ??
      words.tensSuffixed.get(word) ??
      words.multipliersSuffixed.get(word);
    const [one, ten] = [words.ones.get(word), words.tens.get(word)];
    if (one !== undefined) this.#value = this.#withOnes(one);
    else if (ten !== undefined) this.#value = withTens(this.#value, ten);
    else if (suffixed === undefined) {
      const multiplier = words.multipliers.get(word);
      if (multiplier === undefined) return false;
      this.#value = this.#multiplied(multiplier);
    } else {
      const [value, suffix] = suffixed;
      const amount = words.onesSuffixed.has(word)
        ? this.#withOnes(value)
        : words.tensSuffixed.has(word)
          ? withTens(this.#value, value)
          : this.#multiplied(value);
      this.#write(`${amount}${suffix}`);
    }
    return true;
  }

  #withOnes(one: bigint): NumberSoFar {
    const before = this.#before ?? "";
    return withOnes(this.#value, one, {
      afterTens: words.tens.has(before),
      afterOnes: words.ones.has(before),
    });
  }

  /** Of what no product is an integer the number so far ends. */
  #multiplied(multiplier: bigint): NumberSoFar {
    if (this.#value === undefined) return multiplier;
    const product = times(this.#value, multiplier);
    if (product === undefined) this.#writeValue();
    return product ?? multiplier;
  }

  #takeOther(word: string): void {
    const [sign, currency] = [words.signs.get(word), words.currencies.get(word)];
    if (sign !== undefined) {
      this.#writeValue();
      if (this.#numberFollows) this.#prefix = sign;
      else this.#write(word);
    } else if (currency !== undefined) {
      if (this.#value !== undefined) this.#prefix = currency;
      this.#write(String(this.#value ?? word));
    } else if (word === "percent" || word === "per") this.#takePercent(word);
    else if (!this.#numberFollows) this.#writeWord(word);
    else if (word === "and") {
      // "and" after hundreds, thousands is part of the number.
      if (!words.multipliers.has(this.#before ?? "")) this.#writeWord(word);
    } else if (word === "point") {
      if (words.isDecimal(this.#next) || isNumeric(this.#next)) this.#value = `${this.#digits}.`;
    } else this.#takeRepeated(word);
  }

  #takePercent(word: string): void {
    if (this.#value === undefined) this.#write(word);
    else if (word === "percent") this.#write(`${this.#value}%`);
    else if (this.#next === "cent") {
      this.#write(`${this.#value}%`);
      this.#at++;
    } else this.#writeWord(word);
  }

  /** "double two" */
  #takeRepeated(word: string): void {
    const next = this.#next!;
    const digit = words.zeros.has(next) ? 0n : words.ones.get(next);
    if (digit === undefined) {
      this.#writeWord(word);
      return;
    }
    this.#value = this.#digits + String(digit).repeat(word === "double" ? 2 : 3);
    this.#at++;
  }
}
