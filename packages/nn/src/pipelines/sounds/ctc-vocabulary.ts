import { objectAmong } from "../../model-folder/read-json.ts";
import type { TaskModel } from "../task-model.ts";

/** The letters of a model that scores letters, by id, and which of them are none. */
export interface CtcVocabulary {
  readonly tokens: ReadonlyMap<number, string>;
  /** Says that no letter comes. */
  readonly blank: string;
  readonly wordDelimiter: string;
  /** What stands for the delimiter in texts. */
  readonly space: string;
  readonly lowerCase: boolean;
}

/**
 * Out of vocab.json and tokenizer_config.json, as Wav2Vec2CTCTokenizer of transformers has them.
 *
 * @throws TypeError where there is no vocab.json, or it holds no ids by token
 */
export function ctcVocabulary(
  task: string,
  { tokenizerFiles }: Pick<TaskModel, "tokenizerFiles">,
): CtcVocabulary {
  const settings = { ...objectAmong(tokenizerFiles, "special_tokens_map.json") };
  Object.assign(settings, objectAmong(tokenizerFiles, "tokenizer_config.json"));
  const vocabulary = objectAmong(tokenizerFiles, "vocab.json");
  if (!vocabulary)
    throw new TypeError(
      `${task}: the model's folder has no vocab.json, expected one with the letters that it scores`,
    );
  const language = settings.target_lang;
  const own = typeof language === "string" ? Object(vocabulary[language]) : vocabulary;
  const entries = Object.entries(own);
  const wrong = entries.find(([, id]) => !Number.isSafeInteger(id));
  if (wrong || entries.length === 0)
    throw new TypeError(
      `${task}: vocab.json ${wrong ? `gives ${JSON.stringify(wrong[0])} no id` : "is empty"}, expected ids by token`,
    );
  const textOf = (value: unknown, usual: string): string => {
    const content: unknown =
      typeof value === "object" ? Reflect.get(Object(value), "content") : value;
    return typeof content === "string" ? content : usual;
  };
  return {
    tokens: new Map([
      ...added(tokenizerFiles),
      ...entries.map(([token, id]) => [Number(id), token] as const),
    ]),
    blank: textOf(settings.pad_token, "<pad>"),
    wordDelimiter: textOf(settings.word_delimiter_token, "|"),
    space: textOf(settings.replace_word_delimiter_char, " "),
    lowerCase: settings.do_lower_case === true,
  };
}

/** Tokens beside the vocabulary. */
function added(files: ReadonlyMap<string, Uint8Array>): [number, string][] {
  const tokens = Object.entries(objectAmong(files, "added_tokens.json") ?? {});
  return tokens.map(([token, id]) => [Number(id), token]);
}
