import { OptionError } from "../../options/option-error.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** Tokens that every model has, and that are no languages. */
const common = ["bos", "eos", "pad", "unk", "cls", "sep", "mask"] as const;

/** The id of a language's token, "de_DE" or "__de__". @throws OptionError for a language without one */
export function languageId(
  task: string,
  option: "srcLang" | "tgtLang",
  language: string,
  tokenizer: PretrainedTokenizer,
): number {
  const id = tokenizer.tokenToId(language) ?? tokenizer.tokenToId(`__${language}__`);
  if (id !== undefined) return id;
  const known = languages(tokenizer).map((one) => tokenizer.idToToken(one));
  throw new OptionError(
    `${task}: ${option} is ${JSON.stringify(language)}, which has no token; expected one of ${known.slice(0, 60).join(", ")}`,
  );
}

/** Ids of the tokens that name a language. */
export function languages(tokenizer: PretrainedTokenizer): readonly number[] {
  const others = common.map((role) => tokenizer.specialTokenId(role));
  return tokenizer.addedTokens
    .filter(({ id, content }) => isLanguage(content) && !others.includes(id))
    .map(({ id }) => id);
}

const isLanguage = (token: string): boolean => /^(__\w+__|[a-z]{2,3}_[A-Za-z]{2,4})$/.test(token);
