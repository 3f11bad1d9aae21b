/** A number that says how good a model is, as tables show it. */
export interface Figure {
  /** "entity F1" */
  readonly label: string;
  readonly better: "higher" | "lower";
  /** "percent" of a share from 0 to 1; a plain number unless given. */
  readonly as?: "percent";
}

/** What an application counts, by name, in the order in which people read it; the first decides which model is best. */
export type FigureTable = Readonly<Record<string, Figure>>;

/** Values of figures by their names in a table. */
export type Figures = Readonly<Record<string, number>>;

/** How a model does on a part of the data. */
export interface ApplicationScore {
  /** Mean loss, as in training. */
  readonly loss: number;
  readonly figures: Figures;
}

/** Whether `score` is better than `other` by the first figure of a table; the loss where these are equal, or the table is empty. */
export function isBetter(
  table: FigureTable,
  score: ApplicationScore,
  other: ApplicationScore | undefined,
): boolean {
  if (!other) return true;
  const [first] = Object.entries(table);
  if (!first) return score.loss < other.loss;
  const [name, { better }] = first;
  const [now, before] = [score.figures[name]!, other.figures[name]!];
  if (now === before) return score.loss < other.loss;
  return better === "higher" ? now > before : now < before;
}
