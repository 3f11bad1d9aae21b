import { animalPairs, animalText } from "../../made-data/animals.ts";
import { names } from "../../made-data/names.ts";
import { pairsAsText, taskPairs } from "../../made-data/tasks.ts";
import { type DataSet, dataSets, type Experiment } from "./state.ts";

const AMOUNT = 4000;

type Architecture = Experiment["architecture"];

/** What a kind of model can learn from: an encoder-decoder needs pairs, an encoder words. */
export function dataFor(architecture: Architecture): readonly DataSet[] {
  if (architecture === "encoder") return ["animals", "book", "file"];
  if (architecture === "encoder-decoder")
    return dataSets.filter((one) => one !== "book" && one !== "names");
  return dataSets;
}

/** What usually learns well; what the architecture cannot do otherwise is set right, too. */
export function usualSettings(architecture: Architecture, data: DataSet): Partial<Experiment> {
  const known = dataFor(architecture);
  const shared = { architecture, norm: "pre", positions: "learned", context: 64 } as const;
  if (architecture === "decoder") return { ...shared, lr: 6e-3, batch: 8 };
  const small = { lr: 2e-3, batch: 32 };
  if (architecture === "encoder-decoder")
    return {
      ...{ ...shared, ...small, positions: "sinusoidal" },
      data: known.includes(data) ? data : "reverse",
    };
  return {
    ...{ ...shared, ...small, norm: "post", context: 32 },
    data: known.includes(data) ? data : "animals",
  };
}

/** What a run learns from; undefined for the book, which the worker reads. `file` is one's own text. */
export function textOf({ data, architecture, seed }: Experiment, file: string): string | undefined {
  const inPairs = architecture === "encoder-decoder";
  if (data === "book") return undefined;
  if (data === "file") return file;
  if (data === "names") return names(AMOUNT, seed);
  if (data === "animals") return (inPairs ? animalPairs : animalText)(AMOUNT, seed);
  const pairs = taskPairs(data, AMOUNT, seed);
  return inPairs ? pairs : pairsAsText(pairs);
}
