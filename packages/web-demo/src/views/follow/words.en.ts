import { names } from "../../words/view-names.en.ts";

/** Words of the view. */
export const follow = {
  ...names.follow,
  sentence: "Your sentence",
  reading: "The model is reading …",
  tokens: "Tokens and their ids",
  sourceTokens: "What the encoder reads",
  targetTokens: "What the decoder has written",
  ended: "It has ended here: the token that comes next says so.",
  generated: "generated",
  generation: "Generation, token by token",
  model: "The whole model",
  modelNote:
    "Each picture is the residual stream where it leaves that part: a row for each token, a column for each channel.",
  stage: {
    embedding: "Embedding",
    layer: (number: number) => `Layer ${number}`,
    readout: "Readout",
  },
  side: {
    source: (stage: string) => `Source: ${stage}`,
    target: (stage: string) => `Target: ${stage}`,
  },
  stageMeans: {
    embedding: "Each id is looked up in a table, and its position is added.",
    layer: "The tokens look at each other, then each goes through a feed-forward network.",
    readout: "The last norm, and a score for each token of the vocabulary.",
  },
  role: {
    ids: "ids",
    positions: "positions",
    embedded: "tokens + positions",
    q: "queries",
    k: "keys",
    v: "values",
    scores: "scores",
    weights: "attention weights",
    headOutput: "what each head says",
    concatenated: "heads side by side",
    activated: "activated",
    output: "output",
    logits: "logits",
    probabilities: "probabilities",
  } as Readonly<Record<string, string>>,
  stream: "residual stream",
  head: "Head",
  of: (cell: string, name: string) => `Cell ${cell} of ${name}`,
  cost: (shape: string, bytes: string, flops: string, microseconds: string) =>
    `${shape}, ${bytes} bytes, ${flops} floating-point operations, ${microseconds} µs`,
  how: "How it was made",
  dot: "A dot product: two vectors, multiplied place by place and added up.",
  copy: (from: string) => `It is the number that stands at ${from}.`,
  sum: "A sum.",
  norm: {
    layerNorm:
      "The row, shifted and scaled to mean 0 and variance 1, then times a weight, plus a bias.",
    rmsNorm: "The row, scaled to mean square 1, then times a weight.",
  },
  softmax: "The softmax of a row of scores: shares that add up to 1.",
  activation: (name: string) =>
    `An activation, ${name}: it lets some numbers through and holds others back.`,
  rotation: {
    means: (position: number, pair: number) =>
      `Rotary positions: channels go in pairs, and each pair is turned like the hand of a clock. The token at place ${position} is turned ${position} times by the step of pair ${pair}; of a query and a key, only the difference of their places counts.`,
    position: "place t",
    frequency: (pair: number) => `radians a place, ω, of pair ${pair}`,
    angle: "angle φ = t ω, in radians",
    hand: (pair: number, angle: string) => `Pair ${pair}, turned by ${angle} radians`,
    handNote:
      "Dashed: the pair before it is turned. In the accent: after it. Its length stays the same.",
    angles: "The angle by place and pair",
    anglesNote:
      "Across: places. Down: pairs, from the fastest hand to the slowest. No colour is 0, full colour a whole turn; then it begins anew.",
    pairName: (pair: number) => `pair ${pair}`,
  },
  given: "The tokenizer gave it: the number of a piece of text.",
  masked:
    "A mask: no token may look at one that comes after it, so the score is −∞ and the weight 0.",
  unknown: "It was made in a way that is not told apart here.",
  left: "first",
  right: "second",
  product: "product",
  place: "place",
  total: "their sum",
  scaled: (factor: string) => `times ${factor}`,
  result: "the number in the cell",
  mean: "mean",
  variance: "variance",
  weight: "weight",
  bias: "bias",
  leftOut: (shown: number, all: number) =>
    `The first ${shown} of ${all} places; the sum is over all.`,
  next: "What comes next",
  nextNote: "The accent marks the token that this seed draws. What the settings rule out is grey.",
  token: "token",
  probability: "probability",
  temperature: "Temperature",
  temperatureHelp: "Below 1 the likely become likelier; 0 takes the likeliest.",
  topK: "Top-k",
  topKHelp: "Only the k likeliest; 0 is all.",
  topP: "Top-p",
  topPHelp: "Only the likeliest that reach this share together.",
  seed: "Seed",
  seedHelp: "The same seed draws the same text.",
  all: "all",
  cache: "The key/value cache",
  cacheNote: (tokens: number) =>
    `Keys and values of ${tokens} tokens. The outlined row is new; the others were kept from the steps before, so a step computes one row, not ${tokens}.`,
  sourceCache: "The cache of the source",
  sourceCacheNote: (tokens: number) =>
    `Keys and values that cross-attention looks at, of the ${tokens} tokens of the source: computed once, and the same at every step.`,
  keys: "keys",
  values: "values",
  pass: (flops: string, milliseconds: string) =>
    `This pass: ${flops} floating-point operations (counted), ${milliseconds} ms (measured, with every tensor kept).`,
  loss: (loss: string) => `Mean loss of the sentence: ${loss} nats a token.`,
  pytorch: {
    title: "Beside PyTorch",
    show: "PyTorch's values",
    help: "Computed once by PyTorch with the same weights, at every node, and kept in a file that comes with the page.",
    ours: "computed here",
    theirs: (torch: string, transformers: string) =>
      `computed by PyTorch ${torch} (transformers ${transformers})`,
    tensor: "furthest apart in this tensor",
    apart: (apart: string, allowed: string) => `${apart} (allowed: ${allowed})`,
    agree: (all: number) => `All ${all} tensors of the pass agree.`,
    disagree: (wrong: number, all: number) => `${wrong} of ${all} tensors do not agree.`,
    worst: (title: string, apart: string) => `Nearest to its limit: ${title}, ${apart}.`,
    otherSentence: (sentence: string) =>
      `PyTorch's values are of the sentence “${sentence}”, with nothing generated after it.`,
    otherAnswer: (sentence: string) =>
      `PyTorch's values are of the sentence “${sentence}” and all that the model says of it at temperature 0.`,
    takeSentence: "Take that sentence",
  },
};
