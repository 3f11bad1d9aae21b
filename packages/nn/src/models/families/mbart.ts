import { bartFamily } from "./bart-shape.ts";

/** mBART: BART with norms in front, and at the end of each stack. Liu et al., arXiv:2001.08210. */
export const mbart = bartFamily(
  { modelType: "mbart", architectures: ["MBartForConditionalGeneration"] },
  { normPlacement: "pre", embeddingNorm: true, finalNorm: true, positions: "learned" },
  { padding: 1, start: "last", fromSource: true },
);
