import { bartClasses, bartFamily } from "./bart-shape.ts";

/** Pegasus: BART with sinusoids, and norms in front and at the end of each stack. Zhang et al., arXiv:1912.08777. */
export const pegasus = bartFamily(
  { modelType: "pegasus", classes: bartClasses("Pegasus") },
  { normPlacement: "pre", embeddingNorm: false, finalNorm: true, positions: "sinusoidal" },
  { end: 1, padding: 0, start: 0, fromSource: false },
);
