import { bartClasses, bartFamily, bartScores } from "./bart-shape.ts";

/** BART: learned positions, normalised embeddings, norms behind the residuals. Lewis et al., arXiv:1910.13461. */
export const bart = bartFamily(
  { modelType: "bart", classes: { ...bartClasses("Bart"), ...bartScores("Bart") } },
  { normPlacement: "post", embeddingNorm: true, finalNorm: false, positions: "learned" },
  { end: 2, padding: 1, start: 2, fromSource: true },
);
