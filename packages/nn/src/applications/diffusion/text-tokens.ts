import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import type { DataParts } from "../data-parts.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { trainedTokenizer } from "../text-tokenizer.ts";
import { pictureTexts } from "./picture-texts.ts";

const VOCABULARY = 4096;
/** Tokens of a text at most; what is longer is cut. */
const LONGEST = 64;
/** Places beyond the longest text: words that were not learnt come in several tokens. */
const ROOM = 8;

/** The tokenizer of what is said of pictures, its size, and how many tokens a text may have. */
export async function textTokens({
  training,
  validation,
  test,
}: DataParts<LabelledPicture>): Promise<{
  readonly files: FilesByName;
  readonly vocabSize: number;
  readonly length: number;
}> {
  const texts = pictureTexts(training);
  const said = (pictures: readonly LabelledPicture[]): ReadonlySet<string> =>
    new Set(pictures.map((picture) => texts.textOf(picture)));
  const learnt = said(training);
  const settings = { vocabulary: VOCABULARY, context: LONGEST, cased: false };
  const { tokenizer, files } = await trainedTokenizer(learnt, settings);
  const all = new Set([...learnt, ...said(validation), ...said(test)]);
  const lengths = [...all].map((text) => tokenizer.encode(text).length);
  const longest = lengths.reduce((most, one) => Math.max(most, one));
  const length = Math.min(LONGEST, longest + ROOM);
  return { files, vocabSize: tokenizer.vocabSize, length };
}
