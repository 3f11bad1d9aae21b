import { csvOf } from "../../pictures/table.ts";
import { parseCsv } from "./csv.ts";
import type { Comparison, Pair, Rating, Verdict } from "./pairs.ts";

/** Bytes, pairs, ratings and characters that are read at most: files come from anybody. */
export const limits = { bytes: 8_000_000, pairs: 5_000, ratings: 200_000, text: 20_000, name: 200 };

export type FileProblem =
  | "tooLarge"
  | "notJson"
  | "notCsv"
  | "noPairs"
  | "tooMany"
  | "badPair"
  | "sameModel"
  | "badRating";

/** A file that is no comparison: which rule it breaks, and where. */
export class ComparisonFileError extends Error {
  readonly problem: FileProblem;
  /** "pairs[3].a", "line 5". */
  readonly place: string;

  constructor(problem: FileProblem, place = "") {
    super(`${problem} ${place}`.trim());
    this.name = "ComparisonFileError";
    this.problem = problem;
    this.place = place;
  }
}

/** Reads what `jsonOf` and `csvOfComparison` write, and lists of pairs without ratings. */
export function readComparison(text: string, fileName: string): Comparison {
  if (text.length > limits.bytes) throw new ComparisonFileError("tooLarge");
  const isCsv = /\.csv$/i.test(fileName) || !/^\s*[[{]/.test(text.replace(/^\ufeff/, ""));
  return isCsv ? fromCsv(text) : fromJson(text);
}

const letters = { a: 0, b: 1, tie: "tie", skip: "skip" } as const;
const letterOf = (verdict: Verdict) => (verdict === 0 ? "a" : verdict === 1 ? "b" : verdict);

export const jsonOf = ({ pairs, ratings }: Comparison): string =>
  JSON.stringify(
    {
      format: "qkv-comparison",
      version: 1,
      pairs: pairs.map(({ prompt, texts: [a, b], models: [modelA, modelB] }) => ({
        ...{ prompt, modelA, a, modelB, b },
      })),
      ratings: ratings.map(({ pair, rater, verdict }) => ({
        ...{ pair, rater, verdict: letterOf(verdict) },
      })),
    },
    null,
    1,
  );

const columns = ["prompt", "modelA", "a", "modelB", "b", "rater", "verdict"] as const;

/** A row for each rating, and one for each pair without any. */
export function csvOfComparison({ pairs, ratings }: Comparison): string {
  const rows = pairs.flatMap(({ prompt, texts: [a, b], models: [modelA, modelB] }, i) => {
    const own = ratings.filter(({ pair }) => pair === i);
    const said = own.length > 0 ? own.map((one) => [one.rater, letterOf(one.verdict)]) : [["", ""]];
    return said.map(([rater, verdict]) => [prompt, modelA, a, modelB, b, rater!, verdict!]);
  });
  return csvOf({ columns, rows });
}

function fromJson(text: string): Comparison {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new ComparisonFileError("notJson");
  }
  const { pairs, ratings = [] } = (Array.isArray(value) ? { pairs: value } : value) as {
    pairs?: unknown;
    ratings?: unknown;
  };
  if (!Array.isArray(pairs) || pairs.length === 0) throw new ComparisonFileError("noPairs");
  if (!Array.isArray(ratings)) throw new ComparisonFileError("badRating", "ratings");
  if (pairs.length > limits.pairs || ratings.length > limits.ratings)
    throw new ComparisonFileError("tooMany");
  return merged({
    pairs: pairs.map((pair, i) => pairOf(pair, `pairs[${i}]`)),
    ratings: ratings.map((rating, i) => ratingOf(rating, pairs.length, `ratings[${i}]`)),
  });
}

function fromCsv(text: string): Comparison {
  const rows = parseCsv(text, limits.ratings + 1);
  if (rows === undefined) throw new ComparisonFileError("notCsv");
  const header = (rows[0] ?? []).map((name) => name.trim());
  if (!["prompt", "a", "b"].every((name) => header.includes(name)))
    throw new ComparisonFileError("notCsv", header.slice(0, 8).join(", ").slice(0, 100));
  const body = rows.slice(1).filter((row) => row.some((cell) => cell !== ""));
  if (body.length === 0) throw new ComparisonFileError("noPairs");
  const records = body.map((row) => {
    const cells = header.map((name, i) => [name, unescaped(row[i] ?? "")]);
    return Object.fromEntries(cells.filter(([, cell]) => cell !== "")) as Record<string, string>;
  });
  const pairs = records.map((record, i) => pairOf({ prompt: "", ...record }, `line ${i + 2}`));
  const ratings = records.flatMap(({ rater, verdict }, pair) =>
    verdict === undefined
      ? []
      : [ratingOf({ pair, rater: rater ?? "", verdict }, pairs.length, `line ${pair + 2}`)],
  );
  const whole = merged({ pairs, ratings });
  if (whole.pairs.length > limits.pairs) throw new ComparisonFileError("tooMany");
  return whole;
}

/** What `csvOf` puts before a text that a spreadsheet would take for a formula. */
const unescaped = (cell: string) => cell.replace(/^'(?=[=+\-@\t\r])/, "");

function pairOf(value: unknown, place: string): Pair {
  if (typeof value !== "object" || value === null) throw new ComparisonFileError("badPair", place);
  const { prompt = "", a, b, modelA = "A", modelB = "B" } = value as Record<string, unknown>;
  for (const [name, text, longest] of [
    ["prompt", prompt, limits.text],
    ["a", a, limits.text],
    ["b", b, limits.text],
    ["modelA", modelA, limits.name],
    ["modelB", modelB, limits.name],
  ] as const)
    if (typeof text !== "string" || text.length > longest)
      throw new ComparisonFileError("badPair", `${place}.${name}`);
  if (modelA === modelB) throw new ComparisonFileError("sameModel", place);
  return {
    prompt: prompt as string,
    texts: [a as string, b as string],
    models: [modelA as string, modelB as string],
  };
}

function ratingOf(value: unknown, pairs: number, place: string): Rating {
  const { pair, rater, verdict } = (value ?? {}) as Record<string, unknown>;
  const sound =
    Number.isInteger(pair) &&
    (pair as number) >= 0 &&
    (pair as number) < pairs &&
    typeof rater === "string" &&
    rater.length <= limits.name &&
    typeof verdict === "string" &&
    Object.hasOwn(letters, verdict);
  if (!sound) throw new ComparisonFileError("badRating", place);
  return {
    pair: pair as number,
    rater: rater as string,
    verdict: letters[verdict as keyof typeof letters],
  };
}

const keyOf = ({ prompt, texts, models }: Pair) => JSON.stringify([prompt, texts, models]);

/** One comparison of several: pairs that are alike are one, and the last rating of a person on each counts. */
export function merged(...comparisons: readonly Comparison[]): Comparison {
  const places = new Map<string, number>();
  const pairs: Pair[] = [];
  const ratings = new Map<string, Rating>();
  for (const comparison of comparisons) {
    const place = comparison.pairs.map((pair) => {
      const key = keyOf(pair);
      if (!places.has(key)) places.set(key, pairs.push(pair) - 1);
      return places.get(key)!;
    });
    for (const rating of comparison.ratings) {
      const own = { ...rating, pair: place[rating.pair]! };
      const key = JSON.stringify([own.pair, own.rater]);
      ratings.delete(key);
      ratings.set(key, own);
    }
  }
  return { pairs, ratings: [...ratings.values()] };
}
