import { t5Family } from "./t5-family.ts";

/** T5, gated too: biases by distance, RMSNorm, a scaled head where it is tied. Raffel et al., arXiv:1910.10683. */
export const t5 = t5Family({
  modelType: "t5",
  name: "T5",
  alsoCalled: ["T5WithLMHeadModel"],
  start: undefined,
  scaled: true,
});
