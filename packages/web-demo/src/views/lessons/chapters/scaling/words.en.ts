export const words = {
  title: "Scaling",
  paragraphs: [
    "A dot product is a sum. The longer the vectors, the more terms it has, and the farther from 0 it strays: for random numbers of variance 1, by $\\sqrt{d}$.",
    "Softmax raises $e$ to each score. Scores of 1 and 2 stay close: 27 % and 73 %. Scores of 10 and 20 do not: one of them takes all.",
    "$$\\text{softmax}(s)_i = \\frac{e^{s_i}}{\\sum_j e^{s_j}}$$",
    "Where one key has everything, small changes of the weights change nothing. The gradient is almost 0, and nothing is learned. So the scores are divided by $\\sqrt{d}$, and have the same spread at any width.",
  ],
  task: "Take the scaling away, and widen the vectors to 64 numbers or more, until a single key gets more than 95 % of the attention.",
  solved:
    "This is a model before its first step of training: nothing but chance, and yet it is already certain. Turn the scaling on again, at the same width, and all keys are back in play.",
  width: "Width d",
  widthHelp: "Numbers in each vector.",
  scaled: "Divide by √d",
  others: "Other random vectors",
  scores: "Scores q · k",
  spread: (size: string) => `They stray from 0 by ${size}, as a rule.`,
  weights: "Attention after softmax",
};
