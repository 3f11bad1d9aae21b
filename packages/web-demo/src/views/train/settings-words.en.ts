/** Words of the knobs: loaded with the view, not with the page. */
export const words = {
  data: "What it learns from",
  dataHelp: {
    book: "The first 300,000 characters of Moby Dick, character by character.",
    names: "4,000 made-up names, a line each.",
    animals:
      "4,000 made-up sentences about animals and people; for an encoder-decoder with their German.",
    file: "A text file of your own; for an encoder-decoder, lines “source TAB target”. It stays on your machine.",
    reverse: "Letters, and the same letters from the end: abc becomes cba.",
    sort: "Letters, and the same letters in the order of the alphabet.",
    copy: "Letters, and the same letters again: the first thing that attention learns.",
    add: "Sums of two numbers below 100: 12+7 becomes 19.",
    dates: "Dates as people write them, and as ISO 8601 has them.",
  },
  dataNames: {
    book: "A book: Moby Dick",
    names: "Names",
    animals: "Sentences about animals",
    file: "My own file",
    reverse: "Reverse letters",
    sort: "Sort letters",
    copy: "Copy letters",
    add: "Add numbers",
    dates: "Dates to ISO",
  },
  chooseFile: "Choose a text file",
  fileChosen: (name: string, characters: number) =>
    `${name}: ${characters.toLocaleString()} characters`,
  model: "The model",
  architecture: "Architecture",
  architectureNames: {
    decoder: "Decoder: goes on with a text",
    "encoder-decoder": "Encoder-decoder: turns one sequence into another",
    encoder: "Encoder: fills in what is masked",
  },
  architectureHelp:
    "A decoder sees what came before and foresees the next token; an encoder-decoder reads a source first; an encoder sees both sides.",
  layers: "Layers",
  layersHelp:
    "How often attention and feed-forward follow each other: each layer can build on what the last one found.",
  heads: "Heads",
  headsHelp: "How many places a token can look at in each layer, each for its own reason.",
  width: "Width",
  widthHelp: "How many numbers stand for a token: more can say more, and cost the square of it.",
  context: "Context",
  contextHelp: "How many tokens it can look back on.",
  positions: "Positions",
  positionsNames: {
    learned: "Learned: a vector for each place, as in GPT-2",
    sinusoidal: "Sinusoids: waves of many lengths, as in the first transformer",
    rotary: "Rotary: queries and keys are turned by their place, as in GPT-NeoX",
  },
  positionsHelp: "Attention alone knows no order: this tells it where a token stands.",
  norm: "Norms",
  normNames: {
    pre: "Before attention and feed-forward",
    post: "Behind them, as in the first transformer",
  },
  normHelp:
    "Norms before each part leave the residual stream alone, and learn at high rates; behind them they need a longer warm-up.",
  dropout: "Dropout",
  dropoutHelp:
    "The share of values that is left out at random while it learns, so that it relies on no single one.",
  learning: "How it learns",
  optimizer: "Optimiser",
  optimizerNames: {
    adamw: "AdamW",
    adam: "Adam",
    sgd: "SGD with momentum",
    lion: "Lion",
    rmsprop: "RMSprop",
    adagrad: "Adagrad",
  },
  optimizerHelp:
    "How gradients become steps: AdamW divides by how large they usually are; SGD needs a higher rate, Lion a lower one.",
  schedule: "Schedule",
  scheduleNames: {
    cosine: "Cosine, down to a tenth",
    linear: "A straight line, down to a tenth",
    constant: "The same all the time",
  },
  scheduleHelp:
    "How the learning rate changes: large steps find the valley, small ones its bottom.",
  lr: "Learning rate",
  lrHelp:
    "How far each step goes. Too low learns slowly; too high, and the loss jumps or becomes NaN.",
  warmup: "Warm-up",
  warmupHelp:
    "Steps in which the rate rises from nothing, while the optimiser learns what is usual.",
  steps: "Steps",
  stepsHelp: "How long it learns, and where the schedule ends.",
  batch: "Batch",
  batchHelp:
    "How many windows of text, or pairs, one step learns from: the gradient is their mean, and one set of weights serves them all.",
  weightDecay: "Weight decay",
  weightDecayHelp: "How strongly weights are drawn to 0, so that none grows without reason.",
  clip: "Gradient clipping",
  clipHelp:
    "The largest norm of all gradients together; larger ones are shortened. 0 clips nothing.",
  seed: "Seed",
  seedHelp: "The same seed gives the same run, to the bit, on machines that compute alike.",
  every: "Look every",
  everyHelp:
    "Steps from one look to the next: a sample, the held-out loss, and a checkpoint to go back to.",
  more: "More settings",
  less: "Fewer settings",
};
