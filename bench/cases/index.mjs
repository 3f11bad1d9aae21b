import { aloneCases } from "./alone.mjs";
import { attentionCases, attentionGradientCases } from "./attention.mjs";
import { decodeCases } from "./decode.mjs";
import { layerCases } from "./layer.mjs";
import { matmulCases } from "./matmul.mjs";
import { oneElementCases } from "./one-element.mjs";
import { pretrainedCases } from "./pretrained.mjs";
import { rowCases } from "./rows.mjs";
import { servingCases } from "./serving.mjs";
import { trainingCases } from "./training.mjs";

const all = [
  ...matmulCases,
  ...attentionCases,
  ...attentionGradientCases,
  ...rowCases,
  ...layerCases,
  ...trainingCases,
  ...oneElementCases,
  ...aloneCases,
  ...decodeCases,
  ...pretrainedCases,
  ...servingCases,
];

/** The cases of a run: all, or those whose name matches. */
export const casesFor = (only) => all.filter(({ name }) => !only || only.test(name));

/** Run before the first case, not counted: engines still compile the peers' modules in the background. */
export const settlingCase = matmulCases[0];
