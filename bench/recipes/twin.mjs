import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { init, manualSeed } from "@qkv/nn";
import { applications } from "@qkv/nn/applications";
import { dataOnDisk } from "@qkv/nn/node";
import { writeSafetensors } from "@qkv/nn/weights";

/** What the two programs of a twin share on the command line. */
export const twinOptions = {
  ...{ data: { type: "string" }, out: { type: "string" }, table: { type: "string" } },
  ...{ steps: { type: "string", default: "400" }, seed: { type: "string", default: "1" } },
  ...{ threads: { type: "string", default: "1" }, set: { type: "string", default: "{}" } },
};

/**
 * Train a recipe, and leave in the folder `out` what another program needs to train the same: the model before its first
 * step as Hugging Face has it, batches.safetensors with what the model is given in each step, and twin.json with the rate
 * of each step, what else the optimiser is told, and what came out here.
 *
 * @param call the method of the model that a training step calls
 * @param inputsOf the tensors of a step by name, out of that method's arguments
 */
export async function trainTwin({ application, settings, given, call, inputsOf }) {
  const threads = Number(given.threads);
  await init({ threads });
  const plan = applications[application].plan({
    ...{ ...settings, seed: Number(given.seed), steps: Number(given.steps), evalEvery: 1e9 },
    ...JSON.parse(given.set),
  });
  const ready = await plan.prepare(await dataOnDisk(given.data));
  manualSeed(plan.settings.seed);
  // Validated at the end alone.
  const run = ready.start({ signal: new AbortController().signal, loss: async () => 0 });
  mkdirSync(given.out, { recursive: true });
  for (const [name, bytes] of [...ready.files(), ...(await run.modelFiles())])
    writeFileSync(join(given.out, name), bytes);

  const { batches, seconds, ...trained } = await recorded(run, plan.settings.steps, {
    ...{ call, inputsOf },
  });
  writeFileSync(join(given.out, "batches.safetensors"), writeSafetensors(batches));
  console.log(`${plan.settings.steps} steps in ${seconds.toFixed(1)} s; validating`);
  await run.heldOut.onTheWay();
  const { loss, figures } = run.heldOut.last;
  const twin = {
    ...{ application, threads, settings: plan.settings, rates: trained.rates },
    ours: { losses: trained.losses, seconds, cpuSeconds: trained.cpuSeconds, loss, figures },
  };
  writeFileSync(join(given.out, "twin.json"), JSON.stringify(twin));
  run.dispose();
}

/** Losses and rates by step, what the model was given, and the seconds without the writing down of it. */
async function recorded(run, steps, { call, inputsOf }) {
  const batches = new Map();
  const [losses, rates] = [[], []];
  const { model } = run;
  const plain = model[call];
  let writing = 0;
  model[call] = (...args) => {
    const start = performance.now();
    for (const [name, { shape, dtype, values }] of Object.entries(inputsOf(...args)))
      batches.set(`${losses.length}.${name}`, { shape, dtype, values });
    writing += performance.now() - start;
    return plain.apply(model, args);
  };
  const [start, before] = [performance.now(), process.cpuUsage()];
  await run.fit({
    steps,
    callbacks: [
      {
        onStep({ loss, learningRate }) {
          losses.push(loss);
          rates.push(learningRate);
        },
      },
    ],
  });
  const seconds = (performance.now() - start - writing) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6 - writing / 1000;
  delete model[call]; // what follows is not written down
  return { batches, losses, rates, seconds, cpuSeconds };
}

/** A tensor's values as they are now. */
export const copied = (tensor) => ({
  ...{ shape: tensor.shape, dtype: tensor.dtype, values: tensor.dataSync().slice() },
});

/** Both sides, from twin.json and the theirs.json that the Python program leaves beside it. */
export function printTwin(folder, figures) {
  const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const [{ ours, threads, settings }, theirs] = [read("twin.json"), read("theirs.json")];
  const apart = ours.losses.map((loss, i) => Math.abs(loss / theirs.losses[i] - 1));
  const rows = [1, 10, 100, 200, 400, 800, 1600, 3200]
    .filter((step) => step < settings.steps)
    .concat(settings.steps)
    .map((step) => ({
      ...{ step, ours: ours.losses[step - 1], pytorch: theirs.losses[step - 1] },
      apart: apart[step - 1],
    }));
  console.table(rows);
  const both = (of) => ({ ours: of(ours), pytorch: of(theirs) });
  console.table({
    [`mean loss of the last ${Math.min(100, settings.steps)} steps`]: both(({ losses }) =>
      meanOf(losses.slice(-100)),
    ),
    "validation loss": both(({ loss }) => loss),
    ...Object.fromEntries(figures.map((name) => [name, both((side) => side.figures[name])])),
    [`seconds by the clock, ${threads} thread${threads > 1 ? "s" : ""}`]: both(
      (side) => side.seconds,
    ),
    "seconds of processor time": both(({ cpuSeconds }) => cpuSeconds),
    "of these, ms a step": both(({ cpuSeconds }) => (1000 * cpuSeconds) / settings.steps),
  });
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
