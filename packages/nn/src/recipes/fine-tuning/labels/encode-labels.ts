import type { EncoderDescription } from "../../../model-folder/model-description.ts";
import { type Row, readRows } from "../../rows/read-rows.ts";
import { RecipeError } from "../../settings-error.ts";
import { EncodeWithin } from "../encode-within.ts";
import { idOf, labelOfRow, labelsOfRow, type Told } from "./classes.ts";
import type { LabelledIds } from "./label-batch.ts";

/** A text and what is to be told of it, as they are in the data too. */
export interface LabelledText extends LabelledIds {
  readonly text: string;
  readonly told: string;
}

/** What the two columns of labelled texts are called. */
const usualColumns = ["text", "label"] as const;

export const labelRows = (text: string, name: string, columns: readonly string[]): readonly Row[] =>
  readRows(text, name, { usual: usualColumns, given: columns, lists: true });

/** The names of what is told of a text, or its number. */
export const toldText = (told: Told, labels: readonly number[], digits: number): string =>
  told.kind === "number"
    ? labels[0]!.toFixed(digits)
    : labels.map((id) => told.labels[id]!).join("|");

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
  const texts = rows.map((row): LabelledText => {
    const { line, values } = row;
    const [text] = values;
    const at = `${name}: line ${line}`;
    const ids = within.ids(text);
    if (ids.length === 0) throw new RecipeError(`${at}: the text has no tokens`);
    const foreign = ids.find((id) => id >= vocabSize);
    if (foreign !== undefined)
      throw new RecipeError(
        `${at}: the text has the id ${foreign}, but the model has ${vocabSize}; the tokenizer is not the model's`,
      );
    if (told.kind === "number") {
      const label = labelOfRow(row, name);
      return { ids, labels: [numberOf(label, at)], text, told: label };
    }
    const given = told.kind === "several" ? labelsOfRow(row, name) : [labelOfRow(row, name)];
    const labels = [...new Set(given.map((label) => classOf(label, told.labels, at)))];
    labels.sort((a, b) => a - b);
    const named = told.kind === "several" ? toldText(told, labels, 0) : given[0]!;
    return { ids, labels, text, told: named };
  });
  return { texts, cut: within.cut };
}

function classOf(label: string, known: readonly string[], at: string): number {
  const id = idOf(label, known);
  if (id !== undefined) return id;
  throw new RecipeError(
    `${at}: the label is ${JSON.stringify(label.slice(0, 40))}, expected one of ${known.slice(0, 12).join(", ")}`,
  );
}

function numberOf(label: string, at: string): number {
  const number = Number(label);
  if (Number.isFinite(number)) return number;
  throw new RecipeError(
    `${at}: the label is ${JSON.stringify(label.slice(0, 40))}, expected a number: the model has one label, and tells numbers`,
  );
}
