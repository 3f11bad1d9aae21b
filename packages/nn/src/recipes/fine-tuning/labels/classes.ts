import { classifiesTexts } from "../../../models/families/text-classes.ts";
import type { Encoder } from "../../../models/roles.ts";
import type { Row } from "../../rows/read-rows.ts";
import { RecipeError } from "../../settings-error.ts";

/** What a model is to tell of a text, as its config.json says. */
export type Told =
  | { readonly kind: "classes"; readonly labels: readonly string[] }
  /** One number: Hugging Face's models with one label. */
  | { readonly kind: "number" };

/** What a model tells; undefined of one that tells nothing of whole texts. */
export function toldBy(model: Encoder, config: object): Told | undefined {
  const { labels = [] } = model;
  if (!classifiesTexts(config)) return undefined;
  const { problem_type: problem } = config as { readonly problem_type?: string | null };
  if (problem === "multi_label_classification")
    throw new RecipeError(
      "the model tells several classes of a text at once (problem_type multi_label_classification), expected one of each text",
    );
  if (labels.length > 1 && problem === "regression")
    throw new RecipeError(
      `the model tells ${labels.length} numbers of a text (problem_type regression), expected one`,
    );
  return labels.length === 1 ? { kind: "number" } : { kind: "classes", labels };
}

/** The classes of some data, and how the model gets them. */
export interface Classes {
  readonly labels: readonly string[];
  /** The model's head as it is, the same under the data's names, or a new one. */
  readonly head: "kept" | "named" | "new";
}

/**
 * The classes that a model with such classes is to tell, by the labels of the data: its own where it knows them all, by name
 * or by number; those of the data where its own have no names and are as many; else a new head's.
 */
export function classesFor(rows: readonly Row[], told: Told | undefined, name: string): Classes {
  const found = distinct(rows, name);
  const known = told?.kind === "classes" ? told.labels : [];
  if (found.every((label) => idOf(label, known) !== undefined))
    return { labels: known, head: "kept" };
  const unnamed = known.every((label, id) => label === `LABEL_${id}`);
  return { labels: found, head: unnamed && known.length === found.length ? "named" : "new" };
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

/** The labels of the data in order: by number where all are numbers, else by the alphabet. */
function distinct(rows: readonly Row[], name: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const { values } of rows) {
    const label = values[1].trim();
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
  if (counts.size > MOST_CLASSES)
    throw new RecipeError(
      `${name} has ${counts.size} different labels, expected at most ${MOST_CLASSES}: is the column that of the labels?`,
    );
  const labels = [...counts.keys()];
  const numbers = labels.every((label) => label !== "" && Number.isFinite(Number(label)));
  return numbers ? labels.sort((a, b) => Number(a) - Number(b)) : labels.sort();
}
