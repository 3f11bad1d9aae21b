import { runDiffusion } from "./diffusion/run-diffusion.mjs";
import { runFile } from "./files/run-file.mjs";
import { runGeneration } from "./generation/run-generation.mjs";
import { runMetric } from "./metrics/run-metric.mjs";
import { runModel } from "./models/run-model.mjs";
import { runPreprocessing } from "./preprocessing/run-preprocessing.mjs";
import { runTokenizerCase } from "./tokenizers/run-tokenizer-case.mjs";

// Apart from the others, for they need Node: the page of a browser that runs cases loads none of them.

/** What has no tolerance: a case throws where anything differs. */
const exact = { tokenizers: runTokenizerCase, "tokenizer-training": runTokenizerCase };

/** Groups whose cases wait for what they read. */
const waiting = {
  models: runModel,
  files: runFile,
  generation: runGeneration,
  metrics: runMetric,
  diffusion: runDiffusion,
  preprocessing: runPreprocessing,
};

export const fileRunners = { exact, waiting };
