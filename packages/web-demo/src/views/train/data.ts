import { names } from "../../made-data/names.ts";
import { pairsAsText, taskPairs } from "../../made-data/tasks.ts";
import type { DataSet, Experiment } from "./state.ts";

const AMOUNT = 4000;

/** Which data are pairs: an encoder-decoder learns from these alone. */
export const isPairs = (data: DataSet): boolean => !["book", "names", "file"].includes(data);

/** What a run learns from; undefined for the book, which the worker reads. `file` is one's own text. */
export function textOf({ data, architecture, seed }: Experiment, file: string): string | undefined {
  if (data === "book") return undefined;
  if (data === "file") return file;
  if (data === "names") return names(AMOUNT, seed);
  const pairs = taskPairs(data, AMOUNT, seed);
  return architecture === "encoder-decoder" ? pairs : pairsAsText(pairs);
}
