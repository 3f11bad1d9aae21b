import type { Explanation } from "../protocol.ts";
import { explainActivation } from "./activation.ts";
import { explainHeadOutput, explainScore, explainWeight } from "./attention.ts";
import { explainLinear } from "./linear.ts";
import { explainNorm } from "./norm.ts";
import {
  explainConcatenated,
  explainHeads,
  explainIds,
  explainLookUp,
  explainSame,
  explainSum,
} from "./parts.ts";
import type { Pass } from "./pass.ts";

/** In the order in which they are tried; each gives nothing where what it would say is not the number. */
const explainers = [
  ...[explainIds, explainLookUp, explainScore, explainWeight, explainHeadOutput],
  ...[explainConcatenated, explainHeads, explainNorm, explainLinear, explainSame],
  ...[explainActivation, explainSum],
];

/** How a number was made, by the roles and shapes of what was there before it; no model's name is asked for. */
export function explain(pass: Pass): Explanation {
  for (const explainer of explainers) {
    const explanation = explainer(pass);
    if (explanation) return explanation;
  }
  return { kind: "unknown" };
}
