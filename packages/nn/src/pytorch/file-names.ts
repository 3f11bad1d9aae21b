/** Files of an exported run beside those of the model's folder. */
export const pytorchFiles = {
  /** Step, rates, groups of the optimiser: what the program reads, and what it writes last. */
  run: "run.json",
  /** The batches of the steps to come. */
  batches: "batches.safetensors",
  /** The optimiser's moments, by the parameters' names. */
  moments: "optimizer.safetensors",
  /** A running average of the weights, of a run that has one. */
  average: "average.safetensors",
  /** What the program leaves alone, and the run needs when it comes back. */
  rest: "qkv.safetensors",
} as const;

/** Losses of the steps, in a run's folder and in an exported one. */
export const historyFile = "history.jsonl";

/** The folder of an adapter, in a run's folder and in an exported one. */
export const adapterFolder = "adapter";

/** How moments are called in their file: "exp_avg.transformer.wte.weight". */
export const momentNames = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] as const;
