import { BOUNDARY } from "../whole-word.ts";

/** In the order in which they are replaced: whole words, titles, perfect tenses, then what is left of a contraction. */
const words: Readonly<Record<string, string>> = {
  ...{ "won't": "will not", "can't": "can not", "let's": "let us", "ain't": "aint" },
  ...{ "y'all": "you all", wanna: "want to", gotta: "got to", gonna: "going to" },
  ...{ "i'ma": "i am going to", imma: "i am going to", woulda: "would have" },
  ...{ coulda: "could have", shoulda: "should have", "ma'am": "madam" },
};

const titles: Readonly<Record<string, string>> = {
  ...{ mr: "mister", mrs: "missus", st: "saint", dr: "doctor", prof: "professor" },
  ...{ capt: "captain", gov: "governor", ald: "alderman", gen: "general", sen: "senator" },
  ...{ rep: "representative", pres: "president", rev: "reverend", hon: "honorable" },
  ...{ asst: "assistant", assoc: "associate", lt: "lieutenant", col: "colonel" },
  ...{ jr: "junior", sr: "senior", esq: "esquire" },
};

const endings: Readonly<Record<string, string>> = {
  ...{ "'d been": "had been", "'s been": "has been", "'d gone": "had gone" },
  ...{ "'s gone": "has gone", "'d done": "had done", "'s got": "has got" },
  ...{ "n't": "not", "'re": "are", "'s": "is", "'d": "would", "'ll": "will" },
  ...{ "'t": "not", "'ve": "have", "'m": "am" },
};

const whole = (word: string): RegExp => new RegExp(`${BOUNDARY}${word}${BOUNDARY}`, "gu");
const atEnd = (ending: string): RegExp => new RegExp(`${ending}${BOUNDARY}`, "gu");

let replacements: readonly (readonly [RegExp, string])[] | undefined;

/** Contractions and titles in full. */
export function expandContractions(text: string): string {
  replacements ??= [
    ...Object.entries(words).map(([word, full]) => [whole(word), full] as const),
    ...Object.entries(titles).map(([title, full]) => [whole(title), `${full} `] as const),
    ...Object.entries(endings).map(([ending, full]) => [atEnd(ending), ` ${full}`] as const),
  ];
  return replacements.reduce((line, [pattern, full]) => line.replace(pattern, full), text);
}
