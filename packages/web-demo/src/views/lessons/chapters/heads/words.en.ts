export const words = {
  title: "Several heads and their shapes",
  paragraphs: [
    "One softmax gives one answer: look there. But a word has several questions at once. Who does it? When? Which word stood just before?",
    "So the width is cut into *heads*. Each has its own slice of query, key and value, and its own softmax. Then the slices are laid side by side again, and a last matrix mixes them.",
    "$$[N, M, E] \\to [N, n_{\\text{head}}, M, E / n_{\\text{head}}] \\to [N, M, E]$$",
    "$N$ sentences, $M$ tokens, $E$ numbers for each. Nothing is added by cutting: four heads of 24 numbers compute as much as one of 96. They only decide on their own.",
    "Below is a real model. A row of a map is a token that looks, a column one that is looked at; the darker, the more. A model that writes looks only back, so half of each map is empty.",
  ],
  task: "In many models some head has the task of looking at the token just before: its map has a line beside the diagonal. Press the head of this layer that does so most.",
  solved:
    "Nobody has given it this task. It came about in training, because knowing what stood before helps to say what comes next.",
  sentence: "Your sentence",
  layer: "Layer",
  picture: "The heads of this layer",
  note: "Press the head that looks back.",
  shape: (axes: string, shape: string) => `Queries: ${axes} = ${shape}`,
  head: (head: number) => `Head ${head}`,
  headName: "head",
  back: "one back",
};
