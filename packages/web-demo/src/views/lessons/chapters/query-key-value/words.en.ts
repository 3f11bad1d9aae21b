export const words = {
  title: "Query, key, value",
  paragraphs: [
    "A word has to ask for something and has to offer something, and these are not the same. A verb asks: who does it? A noun offers: I could be the one.",
    "So each vector $x$ is turned into three, by three matrices that are learned:",
    "$$q = W_Q\\,x \\qquad k = W_K\\,x \\qquad v = W_V\\,x$$",
    "The *query* is what a word looks for. The *key* is what it is found by. The *value* is what it hands over. Each query meets each key in a dot product; softmax turns these scores into shares that add up to 1; the values are mixed by these shares.",
    "$$\\text{attention}(Q, K, V) = \\text{softmax}\\!\\left(\\frac{QK^\\top}{\\sqrt{d}}\\right) V$$",
    "What the model learns is not where to look in this sentence. It learns the matrices, and they decide in every sentence.",
  ],
  task: "Here $W_K$ leaves the vectors as they are. Change $W_Q$ until *eats* looks at *mouse* with more than 80 %.",
  solved:
    "You have done by hand what training does with gradients: you have found weights with which a verb asks for its object. One matrix serves all words, so the others look elsewhere now, too.",
  matrix: "The matrix of the queries",
  tokens: ["cat", "eats", "mouse"],
  picture: "Who looks at whom",
  note: (from: string, share: string, to: string) =>
    `“${from}” gives ${share} of its attention to “${to}”.`,
  word: "word",
};
