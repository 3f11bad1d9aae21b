import { bartClasses, bartFamily, bartScores } from "./bart-shape.ts";

/** mBART: BART with norms in front, and at the end of each stack. Liu et al., arXiv:2001.08210. */
export const mbart = bartFamily(
  { modelType: "mbart", classes: { ...bartClasses("MBart"), ...bartScores("MBart") } },
  { normPlacement: "pre", embeddingNorm: true, finalNorm: true, positions: "learned" },
  { end: 2, padding: 1, start: "last", fromSource: true },
);
