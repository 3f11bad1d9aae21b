import { attentionCases } from "./attention.mjs";
import { costCases } from "./costs.mjs";
import { decodeCases } from "./decode.mjs";
import { matmulCases } from "./matmul.mjs";
import { rowCases } from "./rows.mjs";
import { trainingCases } from "./training.mjs";

const families = [matmulCases, attentionCases, rowCases, trainingCases, decodeCases, costCases];

/** The cases of a run, small ones when it is quick: all, or those whose name matches. */
export const gpuCases = ({ only, quick }) =>
  families.flatMap((cases) => cases({ quick })).filter(({ name }) => !only || only.test(name));
