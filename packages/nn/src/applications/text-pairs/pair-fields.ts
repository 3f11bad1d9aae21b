import type { WholeOf } from "../../options/define-options.ts";
import { integer, number, texts } from "../../options/fields.ts";
import type { ApplicationTraining } from "../training-fields.ts";

const size = integer({ from: 1, to: 65_536 });

/** What every application that turns texts into texts can be told of its model and its batches. */
export const pairFields = {
  layers: integer({ from: 1, to: 1000 }),
  heads: integer({ from: 1, to: 1000 }),
  dModel: size,
  feedForward: size,
  dropout: number({ from: 0, below: 1 }),
  context: integer({ from: 2, to: 65_536 }),
  targetContext: integer({ from: 1, to: 65_535 }),
  batchTokens: integer({ from: 1, to: 1_000_000_000 }),
  labelSmoothing: number({ from: 0, below: 1 }),
  cooldown: number({ from: 0, to: 1 }),
  beams: integer({ from: 1, to: 1000 }),
  columns: texts(),
} as const;

export type PairSettings = ApplicationTraining & WholeOf<typeof pairFields>;

/** What they do, as a command's help says it. */
export const pairFlags: Readonly<Record<keyof typeof pairFields, string>> = {
  layers: "Blocks of the encoder, and of the decoder",
  heads: "Attention heads; they divide the width",
  dModel: "Width of the model",
  feedForward: "Width inside the feed-forward networks",
  dropout: "Part of the activations that is dropped in training",
  context: "Tokens of a source at most; longer ones are cut",
  targetContext: "Tokens of a target at most; longer ones are cut",
  batchTokens: "Tokens of a batch's sources, and of its targets, at most, padding included",
  labelSmoothing: "Part of the target's probability that all tokens share",
  cooldown:
    "Part of the steps, the last, in which the rate falls to its end; it falls with the root of the step before",
  beams: "Beams of the figures at the end, beside those of the likeliest token",
  columns: "Names of the two columns, source and target",
};

/** What is wrong with settings that are right one by one. */
export const checkPairs = ({ dModel, heads }: PairSettings): string | undefined =>
  dModel % heads === 0
    ? undefined
    : `heads is ${heads}, expected a number that divides the width ${dModel}`;
