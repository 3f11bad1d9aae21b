import { CharacterTrie } from "../subword-models/character-trie.ts";
import type { NormalizedText } from "../text/normalized-text.ts";
import { wordCharacters } from "../text/unicode.ts";
import type { AddedToken } from "./added-token.ts";

/** A part of a text, and the added token that it is, where it is one. */
export interface FoundPart {
  readonly part: NormalizedText;
  readonly token?: AddedToken;
}

/** An added token in a text. */
export interface FoundToken {
  readonly start: number;
  readonly end: number;
  readonly token: AddedToken;
}

const word = `[${wordCharacters}]`;
const endsWithWord = new RegExp(`${word}$`, "u");
const startsWithWord = new RegExp(`^${word}`, "u");
const spacesAtStart = /^\p{White_Space}*/u;

/** Finds added tokens in texts: from left to right, of several the longest. */
export class TokenFinder {
  readonly #tokens: readonly AddedToken[];
  readonly #trie: CharacterTrie;
  /** First code units of the tokens. */
  readonly #begins: ReadonlySet<number>;
  readonly #onlyBegin: string | undefined;

  /** Tokens, each with the text that it is looked for by. Of several with one text the first counts. */
  constructor(tokens: readonly (readonly [AddedToken, string])[]) {
    const byText = new Map<string, number>();
    for (const [i, [, text]] of tokens.entries())
      if (text !== "" && !byText.has(text)) byText.set(text, i);
    this.#tokens = tokens.map(([token]) => token);
    this.#trie = new CharacterTrie(byText);
    this.#begins = new Set([...byText.keys()].map((text) => text.charCodeAt(0)));
    const [only] = this.#begins.size === 1 ? this.#begins : [];
    this.#onlyBegin = only === undefined ? undefined : String.fromCharCode(only);
  }

  get size(): number {
    return this.#tokens.length;
  }

  /** The tokens in a text and what stands between them. */
  split(whole: NormalizedText): readonly FoundPart[] {
    const parts: FoundPart[] = [];
    let done = 0;
    for (const { start, end, token } of this.find(whole.text)) {
      if (done < start) parts.push({ part: whole.slice(done, start) });
      if (start < end) parts.push({ part: whole.slice(start, end), token });
      done = end;
    }
    if (done < whole.length) parts.push({ part: whole.slice(done, whole.length) });
    return parts;
  }

  /** The tokens in a text, with the white space that they take. */
  *find(text: string): Iterable<FoundToken> {
    if (this.#begins.size === 0) return;
    let done = 0;
    for (const found of this.#matches(text)) {
      const token = this.#tokens[found.token]!;
      let { start, end } = found;
      if (token.singleWord && touchesWord(text, start, end)) continue;
      if (token.stripsLeft) start = Math.max(spacesBefore(text, start), done);
      if (token.stripsRight) end += spacesAtStart.exec(text.slice(end))![0].length;
      yield { start, end, token };
      done = end;
    }
  }

  *#matches(
    text: string,
  ): Iterable<{ readonly start: number; readonly end: number; readonly token: number }> {
    for (
      let start = this.#nextBegin(text, 0);
      start >= 0;
      start = this.#nextBegin(text, start + 1)
    ) {
      let [end, token] = [-1, -1];
      this.#trie.beginnings(text, start, (at, value) => {
        [end, token] = [at, value];
      });
      if (end < 0) continue;
      yield { start, end, token };
      start = end - 1;
    }
  }

  /** The next place where a token may begin; -1 where there is none. */
  #nextBegin(text: string, from: number): number {
    if (this.#onlyBegin !== undefined) return text.indexOf(this.#onlyBegin, from);
    for (let at = from; at < text.length; at++)
      if (this.#begins.has(text.charCodeAt(at))) return at;
    return -1;
  }
}

/** Two code units hold the last character, or the first. */
const touchesWord = (text: string, start: number, end: number): boolean =>
  endsWithWord.test(text.slice(Math.max(0, start - 2), start)) ||
  startsWithWord.test(text.slice(end, end + 2));

function spacesBefore(text: string, end: number): number {
  let start = end;
  while (start > 0 && /\p{White_Space}/u.test(text[start - 1]!)) start--;
  return start;
}
