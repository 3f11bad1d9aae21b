import { Comparison } from "./comparison.mjs";
import { runFile } from "./files/run-file.mjs";
import { GoldenCase } from "./golden-case.mjs";
import { nn } from "./library.mjs";
import { runModel } from "./models/run-model.mjs";
import { runBleu } from "./run-bleu.mjs";
import { runModule } from "./run-module.mjs";
import { runOperation } from "./run-operation.mjs";
import { runOptim } from "./run-optim.mjs";
import { runTraining } from "./run-training.mjs";
import { runTokenizerCase } from "./tokenizers/run-tokenizer-case.mjs";
import { toleranceOf } from "./tolerances.mjs";

const runners = {
  ops: runOperation,
  modules: runModule,
  optim: runOptim,
  training: runTraining,
  bleu: runBleu,
};

/** What has no tolerance: a case throws where anything differs. */
const exactRunners = { tokenizers: runTokenizerCase };

/** Groups whose cases wait for what they read. */
const waitingRunners = { models: runModel, files: runFile };

/** Runs a case on the device: { name, status: "passed" | "failed" | "skipped", tolerance, worst, reason }. */
export async function runCase(read, device) {
  const name = `${read.group}/${read.name}`;
  if (Object.hasOwn(exactRunners, read.group)) return runExactly(read, name);
  const tolerance = toleranceOf(read.group, device.name);
  const comparison = new Comparison(tolerance);
  try {
    if (Object.hasOwn(waitingRunners, read.group))
      await waitingRunners[read.group](read, device, comparison);
    else nn.scope(() => runners[read.group](new GoldenCase(read, device), comparison));
    await comparison.settled();
  } catch (error) {
    return { name, status: "failed", tolerance, worst: comparison.worst, reason: error.message };
  }
  const { worst, passed } = comparison;
  if (worst === undefined)
    return { name, status: "failed", tolerance, reason: "the case holds nothing to compare" };
  return { name, status: passed ? "passed" : "failed", tolerance, worst };
}

async function runExactly(read, name) {
  try {
    await exactRunners[read.group](read);
    return { name, status: "passed", tolerance: 0 };
  } catch (error) {
    return { name, status: "failed", tolerance: 0, reason: error.message };
  }
}
