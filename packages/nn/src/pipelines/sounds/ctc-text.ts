import type { CtcVocabulary } from "./ctc-vocabulary.ts";

/** A letter or a word, and the first step of the model that it is heard in and the first behind it. */
export interface TimedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The letters that a model has heard: of each run of one token one letter, and none of blanks. A. Graves et al.,
 * "Connectionist temporal classification".
 */
export function ctcLetters(ids: readonly number[], vocabulary: CtcVocabulary): TimedText[] {
  const { tokens, blank, wordDelimiter, space } = vocabulary;
  const letters: TimedText[] = [];
  for (let start = 0; start < ids.length; ) {
    let end = start + 1;
    while (ids[end] === ids[start]) end++;
    const token = tokens.get(ids[start]!) ?? "<unk>";
    if (token !== blank)
      letters.push({ text: token === wordDelimiter ? space : token, start, end });
    start = end;
  }
  return letters;
}

/** The text of letters. */
export function ctcText(letters: readonly TimedText[], { lowerCase }: CtcVocabulary): string {
  const text = letters
    .map((letter) => letter.text)
    .join("")
    .trim();
  return lowerCase ? text.toLowerCase() : text;
}

/** Words between spaces, from their first letter to their last one. */
export function ctcWords(letters: readonly TimedText[], { space }: CtcVocabulary): TimedText[] {
  const words: TimedText[] = [];
  let goesOn = false;
  for (const letter of letters) {
    const isWord = letter.text !== space;
    const last = words.at(-1);
    if (isWord && goesOn && last)
      words[words.length - 1] = { ...last, text: last.text + letter.text, end: letter.end };
    else if (isWord) words.push(letter);
    goesOn = isWord;
  }
  return words;
}
