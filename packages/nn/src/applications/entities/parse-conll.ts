import { RecipeError } from "../../recipes/settings-error.ts";
import { asBio, type TaggedSentence } from "./tagged-sentence.ts";

const TAG = /^(O|[BIES]-\S+)$/;

/**
 * The sentences of a file in columns, as the CoNLL shared tasks had them: a word a line, its tag in the last column, an empty
 * line behind each sentence. Columns between are passed over, and so are lines that begin with -DOCSTART-.
 *
 * @throws RecipeError that names the line, what was expected and what came
 */
export function parseConll(text: string, name: string): readonly TaggedSentence[] {
  const sentences: TaggedSentence[] = [];
  let [words, tags]: [string[], string[]] = [[], []];
  let columns = 0;
  const end = (): void => {
    if (words.length > 0) sentences.push({ words, tags: asBio(tags) });
    [words, tags] = [[], []];
  };
  for (const [i, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const fields = line.trim() === "" ? [] : line.trim().split(/[ \t]+/);
    if (fields.length === 0 || fields[0] === "-DOCSTART-") {
      end();
      continue;
    }
    const at = `${name}: line ${i + 1}`;
    columns ||= fields.length;
    if (fields.length < 2 || fields.length !== columns)
      throw new RecipeError(
        `${at} has ${fields.length} ${fields.length === 1 ? "column" : "columns"} (${shown(line)}), expected ` +
          `${columns < 2 ? "a word and its tag" : `${columns}, as the first line`}`,
      );
    const tag = fields.at(-1)!;
    expectTag(tag, at);
    words.push(fields[0]!);
    tags.push(tag);
  }
  end();
  if (sentences.length > 0) return sentences;
  throw new RecipeError(`${name} is empty, expected a word and its tag a line`);
}

/** The sentences of two files of as many lines: words, and their tags, with spaces between. @throws RecipeError */
export function parseLines(
  [text, name]: readonly [string, string],
  [tagText, tagName]: readonly [string, string],
): readonly TaggedSentence[] {
  const [lines, tagLines] = [text, tagText].map((one) => one.replace(/\n+$/, "").split("\n"));
  if (lines!.length !== tagLines!.length)
    throw new RecipeError(
      `${name} has ${lines!.length} lines and ${tagName} has ${tagLines!.length}, expected as many tags as sentences`,
    );
  return lines!.flatMap((line, i): readonly TaggedSentence[] => {
    const [words, tags] = [line, tagLines![i]!].map((one) => one.split(/\s+/).filter(Boolean));
    const at = `${tagName}: line ${i + 1}`;
    if (words!.length !== tags!.length)
      throw new RecipeError(
        `${at} has ${tags!.length} tags, expected ${words!.length}, one for each word of ${name}`,
      );
    for (const tag of tags!) expectTag(tag, at);
    return words!.length === 0 ? [] : [{ words: words!, tags: asBio(tags!) }];
  });
}

function expectTag(tag: string, at: string): void {
  if (TAG.test(tag)) return;
  throw new RecipeError(
    `${at}: the tag is ${shown(tag)}, expected O, or B- or I- and a type: B-PER`,
  );
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 40));
