export const words = {
  title: "What are heads and layers for?",
  paragraphs: [
    "*Heads* look side by side, at the same time. *Layers* look one after the other, and each can use what the one before has found out.",
    "The first exercise needs two steps: “Ann cat, Ben dog, Cleo fish … Ben?” The answer is an animal. But an animal knows nothing of its owner until it has looked at the token before. Only then can it be found by the owner's name. One layer can do one of the two.",
    "The second exercise asks for two things at once: the colours of two seats, which and which. One head has one softmax; it can look at both, but then it has a mixture. With two heads, each fetches its own.",
    "More is not always better. The width is shared among the heads, and a head of four numbers has little to compare with.",
  ],
  task: "In the first exercise: train with one layer, and see it fail. Then find how many layers it takes to bring the loss on unseen data below 0.2.",
  solved:
    "Two layers: one that looks at the token before, one that finds by what the first has written down. Note how the loss stands still for long and then falls at once: the second step is of no use until the first is there.",
  exercise: "Exercise",
  exercises: {
    lookup: "Whose animal? (two steps)",
    pairs: "Which two colours? (two things at once)",
  },
  explained: {
    lookup: "Six names and animals in any order, then a name.",
    pairs: "Five seats with colours in any order, then two seats.",
  },
  layers: "Layers",
  heads: "Heads",
  layersOf: (layers: number) => `${layers} ${layers === 1 ? "layer" : "layers"}`,
  run: (layers: string, heads: number) => `${layers}, ${heads} ${heads === 1 ? "head" : "heads"}`,
  picture: "Loss in training",
};
