export const words = {
  title: "Why several masked cells?",
  paragraphs: [
    "At each place, a model that writes is to guess the next token. So why is it not enough to hide that one token? Why the whole triangle?",
    "First, because what comes later betrays it. Here tokens are hours, and each is one up or one down from the last, by the toss of a coin. If you know where the walk stands two hours on, you often know where it was in between.",
    "Second, because tokens talk. With two layers, a later place may look at the hidden token, and hand it back in the next layer.",
    "Nobody can foresee a coin. An honest model cannot have a loss below $\\ln 2 \\approx 0.693$. One that falls below has looked ahead.",
    "(An encoder that fills gaps masks in another sense: it hides some words of the text itself. There, too, it is several at once, since each hidden word is an exercise, and one in a hundred would teach slowly.)",
  ],
  task: "Train with the whole future masked. Then find a mask with which the loss in training falls below that of the coin, and see what the model is worth when the future is hidden.",
  solved:
    "It has learned to copy, not to foresee. In training it looks better than is possible; where it must write, and there is no future yet, it is worse than an honest one.",
  mask: "What is masked",
  masks: {
    future: "the whole future",
    next: "the next token alone",
    none: "nothing",
  },
  run: (masked: string) => `${masked} masked`,
  picture: "Loss in training",
};
