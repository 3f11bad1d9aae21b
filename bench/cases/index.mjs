import { attentionCases, attentionGradientCases } from "./attention.mjs";
import { decodeCases } from "./decode.mjs";
import { layerCases } from "./layer.mjs";
import { matmulCases } from "./matmul.mjs";
import { rowCases } from "./rows.mjs";
import { trainingCases } from "./training.mjs";

const all = [
  ...matmulCases,
  ...attentionCases,
  ...attentionGradientCases,
  ...rowCases,
  ...layerCases,
  ...trainingCases,
  ...decodeCases,
];

/** The cases of a run: all but the long ones, or those whose name matches. */
export const casesFor = (only) =>
  all.filter(({ name, onlyWhenAsked }) => (only ? only.test(name) : !onlyWhenAsked));

/** Run before the first case, not counted: engines still compile the peers' modules in the background. */
export const settlingCase = matmulCases[0];
