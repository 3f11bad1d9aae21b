export const words = {
  title: "Why attention",
  paragraphs: [
    "A computer knows words as lists of numbers. Such a list is a *vector*; words that are used alike have vectors that lie close together.",
    "But one list for each word is too little. *Bank* is where one keeps money, and also where a river ends. In a dictionary both meanings share one entry, and its vector lies somewhere in between.",
    "People read the words around it, and know. *Attention* does the same: each word looks at the others, decides how much each of them matters, and takes in that much of it. The result is a new vector, made for this sentence alone.",
    "The amounts add up to 1. The new vector is a mixture:",
    "$$\\text{new vector} = \\sum_i \\text{amount}_i \\cdot \\text{vector}_i$$",
    "Here you decide where *bank* looks. In a transformer nobody does: the next chapters show how it learns to.",
  ],
  task: "Let *bank* look at the words so that its new vector is clear: more than four times as much of the right meaning as of the other.",
  solved:
    "Nothing about the word has changed, only what it looked at. The same *bank* has another vector in each sentence. That is all that attention does, over and over.",
  sentence: "Sentence",
  river: "they sat on [the] bank [of the] river",
  interest: "the bank raised its interest",
  looksAt: "How much “bank” looks at",
  inContext: "bank, here",
  picture: "What “bank” means here",
  money: "money",
  water: "water",
};
