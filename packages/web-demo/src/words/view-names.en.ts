/** What each view is called, and what it shows in a sentence: all that the frame says of it. */
export const names = {
  follow: {
    name: "Follow a sentence",
    summary: "From letters to the next word: every number on the way, down to a single cell.",
  },
  attention: {
    name: "Attention",
    summary:
      "Where every head looks, and what it is for: hide a word, take a head away, and see what the model expects change at once.",
  },
  train: {
    name: "Train it here",
    summary:
      "A transformer learns in this page, on your own machine: see its loss fall, its weights, gradients and attention form, and its samples turn into words.",
  },
  compare: {
    name: "WASM against WebGPU",
    summary:
      "The same work on every backend of this machine: how long it takes, how much memory, and whether they agree, tensor by tensor.",
  },
  checkpoint: {
    name: "Your checkpoint",
    summary:
      "Bring a model of your own: see what it is and what it takes, then follow a sentence through it, look at its attention, and compare backends on it.",
  },
  lessons: {
    name: "The lessons",
    summary:
      "Fourteen short chapters from a single dot product to a model that writes, and four questions that only an experiment answers.",
  },
  rate: {
    name: "Rate it",
    summary:
      "Two texts, side by side, and you do not know who wrote which. Many such choices make a ranking.",
  },
};
