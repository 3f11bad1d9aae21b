export const follow = {
  name: "Follow a sentence",
  summary: "From letters to the next word: every number on the way, down to a single cell.",
  sentence: "Your sentence",
  reading: "The model is reading …",
  nextToken: "What comes next",
  attention: (layer: number, head: number) => `Attention, layer ${layer}, head ${head}`,
  layer: "Layer",
  head: "Head",
};
