import type { EncoderDescription } from "../../../model-folder/model-description.ts";
import { type Row, readRows } from "../../rows/read-rows.ts";
import { RecipeError } from "../../settings-error.ts";
import { EncodeWithin } from "../encode-within.ts";
import { idOf, type Told } from "./classes.ts";
import type { LabelledIds } from "./label-batch.ts";

/** A text and what is to be told of it, as they are in the data too. */
export interface LabelledText extends LabelledIds {
  readonly text: string;
  readonly told: string;
}

/** What the two columns of labelled texts are called. */
const usualColumns = ["text", "label"] as const;

export const labelRows = (text: string, name: string, columns: readonly string[]): readonly Row[] =>
  readRows(text, name, { usual: usualColumns, given: columns });

export interface EncodedLabels {
  readonly texts: readonly LabelledText[];
  /** Texts that were longer than they may be. */
  readonly cut: number;
}

/** @throws RecipeError for a label that is none of the classes, or no number, with its line */
export function encodeLabels(
  rows: readonly Row[],
  { tokenizer }: EncoderDescription,
  told: Told,
  {
    name,
    most,
    vocabSize,
  }: { readonly name: string; readonly most: number; readonly vocabSize: number },
): EncodedLabels {
  const within = new EncodeWithin(tokenizer, most);
  const texts = rows.map(({ line, values: [text, label] }) => {
    const at = `${name}: line ${line}`;
    const ids = within.ids(text);
    if (ids.length === 0) throw new RecipeError(`${at}: the text has no tokens`);
    const foreign = ids.find((id) => id >= vocabSize);
    if (foreign !== undefined)
      throw new RecipeError(
        `${at}: the text has the id ${foreign}, but the model has ${vocabSize}; the tokenizer is not the model's`,
      );
    return { ids, label: labelOf(label, told, at), text, told: label.trim() };
  });
  return { texts, cut: within.cut };
}

function labelOf(label: string, told: Told, at: string): number {
  if (told.kind === "classes") {
    const id = idOf(label, told.labels);
    if (id !== undefined) return id;
    throw new RecipeError(
      `${at}: the label is ${JSON.stringify(label.slice(0, 40))}, expected one of ${told.labels.slice(0, 12).join(", ")}`,
    );
  }
  const number = Number(label);
  if (Number.isFinite(number)) return number;
  throw new RecipeError(
    `${at}: the label is ${JSON.stringify(label.slice(0, 40))}, expected a number: the model has one label, and tells numbers`,
  );
}
