import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** Some of the tokens of a text, by their places, and what they say together. */
export interface TokenGroup {
  readonly text: string;
  readonly places: readonly number[];
}

/** Written without spaces between words. */
const WITHOUT_SPACES: ReadonlySet<string> = new Set([
  ...["chinese", "japanese", "thai", "lao", "myanmar", "cantonese"],
]);
const BEFORE_WORDS = "\"'“¡¿([{-";
const BEHIND_WORDS = "\"'.。,，!！?？:：”)]}、";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/**
 * The words of a text: what begins with a space, each with the punctuation around it; in languages without spaces what tokens
 * say. As transformers does it for Whisper.
 */
export function wordsOf(
  tokenizer: PretrainedTokenizer,
  ids: readonly number[],
  language: string | undefined,
): TokenGroup[] {
  const whole = wholeCharacters(tokenizer, ids);
  const words = language !== undefined && WITHOUT_SPACES.has(language) ? whole : bySpaces(whole);
  return withPunctuation(words);
}

/** Tokens that are whole characters together. */
function wholeCharacters(tokenizer: PretrainedTokenizer, ids: readonly number[]): TokenGroup[] {
  const all = tokenizer.decode(ids);
  const groups: TokenGroup[] = [];
  let places: number[] = [];
  let before = 0;
  for (const place of ids.keys()) {
    places.push(place);
    const text = tokenizer.decode(places.map((one) => ids[one]!));
    const broken = text.indexOf("\ufffd");
    // Broken in the text as a whole too: there it stays so.
    if (broken >= 0 && before + broken < all.length && all[before + broken] !== "\ufffd") continue;
    groups.push({ text, places });
    before += text.length;
    places = [];
  }
  return groups;
}

function bySpaces(groups: readonly TokenGroup[]): TokenGroup[] {
  const words: TokenGroup[] = [];
  for (const group of groups) {
    const begins = group.text.startsWith(" ") || PUNCTUATION.includes(group.text.trim());
    if (begins || words.length === 0) words.push(group);
    else words.push(joined(words.pop()!, group));
  }
  return words;
}

/** Quotes and brackets that open go to the word behind them, what closes and ends to the one before. */
function withPunctuation(words: readonly TokenGroup[]): TokenGroup[] {
  const opened: TokenGroup[] = []; // from the last to the first
  for (const word of words.toReversed()) {
    const next = opened.at(-1);
    const opens = word.text.startsWith(" ") && BEFORE_WORDS.includes(word.text.trim());
    if (next && opens) opened[opened.length - 1] = joined(word, next);
    else opened.push(word);
  }
  const closed: TokenGroup[] = [];
  for (const word of opened.toReversed()) {
    const last = closed.at(-1);
    if (last && !last.text.endsWith(" ") && BEHIND_WORDS.includes(word.text))
      closed[closed.length - 1] = joined(last, word);
    else closed.push(word);
  }
  return closed.filter(({ text }) => text !== "");
}

const joined = (a: TokenGroup, b: TokenGroup): TokenGroup => ({
  text: a.text + b.text,
  places: [...a.places, ...b.places],
});
