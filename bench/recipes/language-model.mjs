// The language model's row of docs/results.md: nanogpt-cpu, then modern in so many steps as take the same time.
//
//   node bench/recipes/language-model.mjs --data tinyshakespeare.txt [--threads 1|2] [--seed N] [--preset modern]
//     [--minutes M: for so long, of one thread] [--steps N: so many] [--second-only: nanogpt-cpu is timed and not trained]
//     [--rounds N: of ten steps each for the time of a step] [--held-out validation|training] [--set JSON] [--json]
//
// Time is the processor's, taken in turns: a machine that does other things beside gives the same answer.
// Trained on the first 90 % of the characters and scored on the last 10 %; with "training" the last 10 % do not count at all,
// and the others are split so: for choices.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { crossEntropy, init, manualSeed, noGrad, scope, TokenStream } from "@qkv/nn";
import { evaluateLanguageModel } from "@qkv/nn/evaluation";
import { recipes } from "@qkv/nn/recipes";

const { values: given } = parseArgs({
  options: {
    ...{ data: { type: "string" }, json: { type: "boolean", default: false } },
    ...{ threads: { type: "string", default: "1" }, seed: { type: "string", default: "1337" } },
    ...{ preset: { type: "string", default: "modern" }, minutes: { type: "string" } },
    ...{ steps: { type: "string" }, "held-out": { type: "string", default: "validation" } },
    ...{
      "second-only": { type: "boolean", default: false },
      rounds: { type: "string", default: "10" },
    },
    set: { type: "string", default: "{}" },
  },
});
if (!given.data) throw new Error("--data is missing, expected tiny Shakespeare's input.txt");
const [recipe] = recipes;
const say = (line) => (given.json ? console.error(line) : console.log(line));
await init({ threads: Number(given.threads) });

const whole = readFileSync(given.data, "utf8");
const validates = given["held-out"] === "validation";
const text = validates ? whole : whole.slice(0, Math.floor(0.9 * whole.length));

/** A run before its first step, that validates nowhere on the way. */
function started(preset, settings) {
  const plan = recipe.plan({ seed: Number(given.seed), evalEvery: 1e9, ...settings, preset });
  manualSeed(plan.settings.seed);
  const data = { text, source: given.data, sha256: "0".repeat(64) };
  const prepared = plan.prepare(data);
  const { signal } = new AbortController();
  const run = prepared.start({ signal, loss: async () => 0 });
  return { run, settings: plan.settings, tokenizer: prepared.description.tokenizer };
}

/** Train, and score all that is held out. */
async function trained(preset, settings) {
  const { run, settings: all, tokenizer } = started(preset, settings);
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const onStep = ({ step, loss }) => {
    if (step % 500 === 0) say(`${preset}: step ${step} of ${all.steps}, loss ${loss.toFixed(3)}`);
  };
  await run.fit({ steps: all.steps, callbacks: [{ onStep }] });
  const seconds = (performance.now() - wall) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const ids = tokenizer.encode(text).subarray(Math.floor(0.9 * text.length));
  run.model.eval();
  const { loss, tokens } = await evaluateLanguageModel(run.model, ids, {
    contextLength: all.context,
  });
  const row = {
    ...{ preset, seed: all.seed, threads: Number(given.threads), steps: all.steps },
    parameters: run.model.numParameters(),
    ...{ seconds, cpuSeconds: (user + system) / 1e6, msPerStep: (1000 * seconds) / all.steps },
    ...{ context: all.context, tokens, loss, randomWindows: randomWindows(run.model, ids, all) },
  };
  run.dispose();
  say(JSON.stringify(row));
  return row;
}

/** nanoGPT's estimate: the mean over batches of random windows; 200 of them. */
function randomWindows(model, ids, { batch, context }) {
  const stream = new TokenStream(ids, { batchSize: batch, contextLength: context, seed: 1 });
  let sum = 0;
  for (let i = 0; i < 200; i++)
    sum += noGrad(() =>
      scope(() => {
        const { inputs, targets } = stream.next();
        return crossEntropy(model.forward(inputs), targets).item();
      }),
    );
  return sum / 200;
}

/** Processor time of a step of each, in milliseconds, taken in turns: what else the machine does slows both alike. */
async function paces(runs) {
  const all = runs.map(([preset, settings]) => ({ ...started(preset, settings), ms: 0 }));
  const [rounds, steps] = [Number(given.rounds), 10];
  for (let round = 0; round <= rounds; round++)
    for (const one of all) {
      const before = process.cpuUsage();
      await one.run.fit({ steps: (round + 1) * steps });
      const { user, system } = process.cpuUsage(before);
      if (round > 0) one.ms += (user + system) / 1000 / rounds / steps; // the first are for the engine to compile
    }
  for (const { run } of all) run.dispose();
  return all.map(({ ms }) => ms);
}

const own = JSON.parse(given.set);
const rows = [];
let steps = Number(given.steps);
if (!given.steps) {
  const [first, second] = await paces([
    ["nanogpt-cpu", {}],
    [given.preset, own],
  ]);
  say(`nanogpt-cpu ${first.toFixed(1)} ms a step, ${given.preset} ${second.toFixed(1)} ms`);
  if (given.minutes) steps = Math.floor((60_000 * Number(given.minutes)) / second);
  else {
    // A little less than fits: paces are measured on few steps.
    steps = Math.floor((0.98 * 2000 * first) / second);
    if (!given["second-only"]) rows.push(await trained("nanogpt-cpu", {}));
  }
}
rows.push(await trained(given.preset, { ...own, steps }));
if (given.json)
  console.log(JSON.stringify({ machine: cpus()[0].model, node: process.version, rows }));
else
  console.table(
    rows.map(({ preset, steps, seconds, cpuSeconds, loss, randomWindows: random }) => ({
      ...{ preset, steps, seconds, cpuSeconds, loss, random },
    })),
  );
