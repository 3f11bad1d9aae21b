export const words = {
  title: "Generation and the cache",
  paragraphs: [
    "A model that writes knows one thing only: how likely each token is to come next. So it writes in a loop. Look at the text; choose a token; put it at the end; look again.",
    "Always the likeliest token makes dull texts that repeat themselves. So one draws by lot. The *temperature* $T$ decides how much the likely ones are preferred:",
    "$$p_i = \\text{softmax}(s / T)_i$$",
    "Low temperatures play safe, high ones dare.",
    "Tokens that stand do not change: a decoder only looks back. Their keys and values can be kept, in the *cache*. Then each new token runs through the layers alone, and looks at what was kept. Without it, the whole text runs through again for every token.",
  ],
  task: "Let the text grow, in the picture below, until the cache saves more than 90 % of the work.",
  solved:
    "From 20 tokens on, nine tenths are saved; at 1,000 it is 99.8 %. The price is memory: keys and values of each layer, for each token.",
  prompt: "How the text begins",
  temperature: "Temperature",
  temperatureHelp: "0 always takes the likeliest.",
  again: "Draw again",
  length: "Tokens that are written",
  picture: "Passes through the layers, without and with the cache",
  without: "without",
  with: "with",
  saved: (share: string) => `The cache saves ${share}.`,
};
