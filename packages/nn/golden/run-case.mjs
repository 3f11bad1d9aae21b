import { Comparison } from "./comparison.mjs";
import { GoldenCase } from "./golden-case.mjs";
import { nn } from "./library.mjs";
import { runBleu } from "./run-bleu.mjs";
import { runModule } from "./run-module.mjs";
import { runOperation } from "./run-operation.mjs";
import { runOptim } from "./run-optim.mjs";
import { runTraining } from "./run-training.mjs";
import { toleranceOf } from "./tolerances.mjs";

const runners = {
  ops: runOperation,
  modules: runModule,
  optim: runOptim,
  training: runTraining,
  bleu: runBleu,
};

/**
 * Runs a case on the device: { name, status: "passed" | "failed" | "skipped", tolerance, worst, reason }.
 * Groups that lie in files of their own have the runners of file-runners.mjs.
 */
export async function runCase(read, device, { exact = {}, waiting = {} } = {}) {
  const name = `${read.group}/${read.name}`;
  if (Object.hasOwn(exact, read.group)) return runExactly(exact[read.group], read, name);
  const tolerance = toleranceOf(read.group, device.name);
  const comparison = new Comparison(tolerance);
  try {
    if (Object.hasOwn(waiting, read.group)) await waiting[read.group](read, device, comparison);
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

async function runExactly(run, read, name) {
  try {
    await run(read);
    return { name, status: "passed", tolerance: 0 };
  } catch (error) {
    return { name, status: "failed", tolerance: 0, reason: error.message };
  }
}
