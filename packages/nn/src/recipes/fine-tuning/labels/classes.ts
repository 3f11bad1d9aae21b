import { classifiesTexts } from "../../../models/families/text-classes.ts";
import type { Encoder } from "../../../models/roles.ts";
import type { Row } from "../../rows/read-rows.ts";
import { RecipeError } from "../../settings-error.ts";

/** What a model is to tell of a text, as its config.json says. */
export type Told =
  | { readonly kind: "classes"; readonly labels: readonly string[] }
  /** Any number of classes of a text, or none. */
  | { readonly kind: "several"; readonly labels: readonly string[] }
  /** One number: Hugging Face's models with one label. */
  | { readonly kind: "number" };

/** What a model tells; undefined of one that tells nothing of whole texts. */
export function toldBy(model: Encoder, config: object): Told | undefined {
  const { labels = [] } = model;
  if (!classifiesTexts(config)) return undefined;
  const { problem_type: problem } = config as { readonly problem_type?: string | null };
  if (problem === "multi_label_classification") return { kind: "several", labels };
  if (labels.length > 1 && problem === "regression")
    throw new RecipeError(
      `the model tells ${labels.length} numbers of a text (problem_type regression), expected one`,
    );
  return labels.length === 1 ? { kind: "number" } : { kind: "classes", labels };
}

/** The classes of some data, and how the model gets them. */
export interface Classes {
  /** Whether a text is of one of them, or of any number. */
  readonly kind: "classes" | "several";
  readonly labels: readonly string[];
  /** The model's head as it is, the same under the data's names, or a new one. */
  readonly head: "kept" | "named" | "new";
}

/**
 * The classes that a model with such classes is to tell, by the labels of the data: its own where it knows them all, by name
 * or by number; those of the data where its own have no names and are as many; else a new head's. A text is of any number of
 * them where the model has it so, or some row of the data lists its labels.
 */
export function classesFor(rows: readonly Row[], told: Told | undefined, name: string): Classes {
  const known = told && told.kind !== "number" ? told.labels : [];
  const lists = rows.some((row) => row.list || (row.values[1].includes("|") && !isOf(row, known)));
  const kind = told?.kind === "several" || lists ? "several" : "classes";
  const found = kind === "several" ? listed(rows, name) : distinct(rows, name);
  if (found.length === 0 && known.length === 0)
    throw new RecipeError(`${name} has no labels, expected some`);
  if (found.every((label) => idOf(label, known) !== undefined))
    return { kind, labels: known, head: told?.kind === kind ? "kept" : "named" };
  const unnamed = known.every((label, id) => label === `LABEL_${id}`);
  return { kind, labels: found, head: unnamed && known.length === found.length ? "named" : "new" };
}

const isOf = ({ values: [, label] }: Row, known: readonly string[]): boolean =>
  known.includes(label.trim());

/** The labels of a row that may have any number of them. */
export function labelsOfRow(
  { line, values: [, text], list }: Row,
  name: string,
): readonly string[] {
  if (list) return list;
  if (text.trim() === "") return [];
  const labels = text.split("|").map((label) => label.trim());
  if (labels.every((label) => label !== "")) return labels;
  throw new RecipeError(
    `${name}: line ${line}: a label of ${JSON.stringify(text.slice(0, 60))} is empty, expected some text around each |`,
  );
}

/** The label of a row that has one. */
export function labelOfRow({ line, values: [, text] }: Row, name: string): string {
  const label = text.trim();
  if (label !== "") return label;
  throw new RecipeError(`${name}: line ${line}: label is empty, expected some text`);
}

/** The id of a label: its place among the names, or its number. */
export function idOf(label: string, labels: readonly string[]): number | undefined {
  const id = labels.indexOf(label.trim());
  if (id >= 0) return id;
  const number = /^\d{1,7}$/.test(label.trim()) ? Number(label) : -1;
  return number >= 0 && number < labels.length ? number : undefined;
}

/** More than any column of classes has; of texts or numbers there may be any many. */
const MOST_CLASSES = 1000;

/** The labels of data of which a row has any number. */
const listed = (rows: readonly Row[], name: string): readonly string[] =>
  inOrder(new Set(rows.flatMap((row) => labelsOfRow(row, name))), name);

/** The labels of data of which a row has one. */
function distinct(rows: readonly Row[], name: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const label = labelOfRow(row, name);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const [first] = rows;
  const heading = first?.values[1].trim() ?? "";
  const others = [...counts].filter(([label]) => label !== heading);
  if (counts.get(heading) === 1 && others.length > 1 && others.every(([, count]) => count > 1))
    throw new RecipeError(
      (nameOf) =>
        `${name}: line ${first!.line}: the label ${JSON.stringify(heading)} stands nowhere else, as a name of the column would; ` +
        `if it is one give ${nameOf("columns")} ${first!.values.map((one) => one.trim()).join(",")}, else take the line away`,
    );
  if (counts.size < 2)
    throw new RecipeError(`${name} has the label ${JSON.stringify(heading)} only, expected two`);
  return inOrder(new Set(counts.keys()), name);
}

/** By number where all are numbers, else by the alphabet. */
function inOrder(found: ReadonlySet<string>, name: string): readonly string[] {
  if (found.size > MOST_CLASSES)
    throw new RecipeError(
      `${name} has ${found.size} different labels, expected at most ${MOST_CLASSES}: is the column that of the labels?`,
    );
  const labels = [...found];
  const numbers = labels.every((label) => label !== "" && Number.isFinite(Number(label)));
  return numbers ? labels.sort((a, b) => Number(a) - Number(b)) : labels.sort();
}
