import { bartFamily } from "./bart-shape.ts";

/** Pegasus: BART with sinusoids, and norms in front and at the end of each stack. Zhang et al., arXiv:1912.08777. */
export const pegasus = bartFamily(
  { modelType: "pegasus", architectures: ["PegasusForConditionalGeneration"] },
  { normPlacement: "pre", embeddingNorm: false, finalNorm: true, positions: "sinusoidal" },
  { padding: 0, start: 0, fromSource: false },
);
