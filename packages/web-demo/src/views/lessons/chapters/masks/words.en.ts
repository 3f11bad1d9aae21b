export const words = {
  title: "Masks",
  paragraphs: [
    "A model that writes sees only what has been written. While it is trained, the whole sentence lies before it, though, and at each place it is to say the next word. If it could look ahead, it would copy and learn nothing.",
    "So some cells are *masked*: their scores become $-\\infty$ before softmax, and their shares become 0. The rest adds up to 1 again.",
    "$$\\text{softmax}(s + m), \\qquad m_{ij} = \\begin{cases} 0 & \\text{may be looked at} \\\\ -\\infty & \\text{masked} \\end{cases}$$",
    "Each row is a word that looks, each column a word that is looked at. One matrix has the exercises of all places at once: in row 3, the model has three words and guesses the fourth.",
    "Other masks hide padding, the filler that makes the sentences of a batch equally long.",
  ],
  task: "Mask what a model that writes must not see, and nothing else. Each word may look at itself and at what stands before it.",
  solved:
    "Ten cells in a triangle: the *causal mask*. With it, five guesses are trained in one pass, and none of them can cheat. Why it takes all ten and not just the next word in each row is the first of the questions at the end.",
  tokens: ["the", "cat", "eats", "the", "mouse"],
  picture: "Shares of attention, in percent",
  note: "Press a cell to mask it.",
  cell: (query: string, key: string) => `“${query}” looks at “${key}”:`,
  clear: "Mask nothing",
};
