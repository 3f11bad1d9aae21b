/** e to the mean loss in nats: the number of tokens between which the model is as good as undecided. */
export const perplexity = (loss: number): number => Math.exp(loss);
