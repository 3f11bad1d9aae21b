export const words = {
  title: "Is the feed-forward a single hidden layer?",
  paragraphs: [
    "Yes. Two matrices, an activation between them, one hidden layer: the oldest of neural networks, at each place of the sentence, with the same weights at all.",
    "$$x \\to W_1 x \\to \\text{GELU} \\to W_2 \\to \\dots$$",
    "One is enough, since any function can be drawn by one hidden layer if it is wide enough; and a transformer has many blocks, so that many such layers follow one another in the end.",
    "The exercise: three digits from 0 to 4, and then their sum modulo 5. Attention can fetch the digits and add them up. But that the sum starts anew at 5 is a bend. (Softmax and the norm bend a little, too, so it is slow without, but not hopeless.)",
  ],
  task: "Train a feed-forward network that finds the rule: a loss below 0.15 on unseen data. Then take the activation away, or the whole network, and train again.",
  solved:
    "Without an activation, two matrices are but one, and much slower to find the rule, as if the network were not there. And with it, a few hidden numbers already do.",
  feedForward: "Feed-forward network",
  kinds: {
    nonlinear: "with activation",
    linear: "without activation",
    none: "no feed-forward network",
  },
  hidden: "Width of the hidden layer",
  run: (kind: string, hidden: number) => `${kind}, ${hidden} hidden`,
  picture: "Loss in training",
};
