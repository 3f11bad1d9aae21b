const VOWELS = new Set("aeiou");

/** Which letters are consonants: y is one at the start and after a vowel. In one pass, for a word may be all of y. */
export function consonantsOf(word: string): boolean[] {
  const found: boolean[] = [];
  for (const letter of word)
    found.push(letter === "y" ? !(found.at(-1) ?? false) : !VOWELS.has(letter));
  return found;
}

/** Porter's m: how often a vowel is followed by a consonant, in [C](VC)^m[V]. */
export function measureOf(stem: string): number {
  const consonants = consonantsOf(stem);
  let measure = 0;
  for (let i = 1; i < consonants.length; i++) if (consonants[i] && !consonants[i - 1]) measure++;
  return measure;
}

/** *v*: the stem contains a vowel. */
export const hasVowel = (stem: string): boolean => consonantsOf(stem).includes(false);

/** *d: the word ends with a double consonant. */
export const endsInDouble = (word: string): boolean =>
  word.length > 1 && word.at(-1) === word.at(-2) && consonantsOf(word).at(-1)!;

/** *o: the word ends consonant, vowel, consonant, the last of which is no w, x or y. */
export function endsInShortSyllable(word: string): boolean {
  const [before, vowel, last] = consonantsOf(word).slice(-3);
  return word.length > 2 && before! && !vowel! && last! && !/[wxy]$/.test(word);
}
