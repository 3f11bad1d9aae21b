import type { Figures, FigureTable, Score } from "@qkv/nn/recipes";
import { formatCount } from "../terminal/format-number.ts";

export type Lines = readonly (readonly [label: string, value: string])[];

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** Words of an untrained model are unlikely beyond all measure. */
const shown = (value: number): string =>
  value < 1e6 ? value.toFixed(value < 1000 ? 2 : 0) : value.toExponential(2);

/** What a loss is counted in: of tokens, of classes, or of numbers, whose squared error has no unit. */
function unitOf({ tokens, accuracy, microF1, figures: counted }: Score): string {
  if (counted) return "";
  if (tokens !== undefined) return " nats per token";
  if (microF1 !== undefined) return " nats per label";
  return accuracy === undefined ? ", squared error" : " nats per text";
}

/** Every figure that a score may have; those that it does not have are left out. */
const figures: readonly (readonly [label: string, value: (score: Score) => string | undefined])[] =
  [
    ["loss", (score) => `${score.loss.toFixed(4)}${unitOf(score)}`],
    ["perplexity", ({ perplexity }) => perplexity?.toFixed(3)],
    [
      "accuracy",
      ({ accuracy }) => (accuracy === undefined ? undefined : `${percent(accuracy)} of the texts`),
    ],
    [
      "per word",
      ({ wordPerplexity: it }) => (it === undefined ? undefined : `perplexity ${shown(it)}`),
    ],
    ["bits per byte", ({ bitsPerByte }) => bitsPerByte?.toFixed(4)],
    [
      "token accuracy",
      ({ tokenAccuracy }) =>
        tokenAccuracy === undefined
          ? undefined
          : `${percent(tokenAccuracy)}, given the right tokens before`,
    ],
    [
      "exact match",
      ({ exactMatch, microF1, pairs = 0, decoded = 0 }) => {
        if (exactMatch === undefined) return undefined;
        if (microF1 !== undefined) return `${percent(exactMatch)} of the texts, all labels of each`;
        return `${percent(exactMatch)} of ${decoded < pairs ? `the first ${formatCount(decoded)} ` : ""}pairs, decoded greedily`;
      },
    ],
    ["micro F1", ({ microF1 }) => microF1?.toFixed(4)],
    ["macro F1", ({ macroF1 }) => macroF1?.toFixed(4)],
    ["BLEU", ({ bleu }) => bleu?.toFixed(2)],
    [
      "predicted",
      ({ tokens = 0, words, bytes }) =>
        bytes === undefined
          ? undefined
          : `${formatCount(tokens)} tokens, ${words === undefined ? "" : `${formatCount(words)} words, `}${formatCount(bytes)} bytes`,
    ],
    [
      "scored",
      ({ tokens = 0, pairs, texts }) => {
        if (texts !== undefined) return `${formatCount(texts)} texts`;
        return pairs === undefined
          ? undefined
          : `${formatCount(pairs)} pairs, ${formatCount(tokens)} tokens`;
      },
    ],
  ];

/** A score for people, a line for each of its figures; `table` lists those of an application. */
export const describeScore = (score: Score, table: FigureTable = {}): Lines => [
  ...figures.flatMap(([label, value]) => {
    const text = value(score);
    return text === undefined ? [] : [[label, text] as const];
  }),
  ...describeFigures(score.figures ?? {}, table),
];

/** Values of a table's figures, as people read them. */
export const describeFigures = (values: Figures, table: FigureTable): Lines =>
  Object.entries(table).flatMap(([name, { label, as }]) => {
    const value = values[name];
    if (value === undefined) return [];
    return [[label, as === "percent" ? percent(value) : shownFigure(value)] as const];
  });

/** Counts as they are, other numbers to four significant digits. */
const shownFigure = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toPrecision(4);
