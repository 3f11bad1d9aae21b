import { expectNumeric } from "../options/expect-argument.ts";
/** e to the mean loss in nats: the number of tokens between which the model is as good as undecided. */
export function perplexity(loss: number): number {
  expectNumeric("perplexity", "loss", loss);
  return Math.exp(loss);
}
