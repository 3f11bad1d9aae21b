// npm run -s batch:proof -- [--kills N] [--inputs N]: workers of a batch are killed at random, Redis is started again
// once, and every input must be answered exactly once, as one process alone answers it. Then the throughput of 1, 2, 4 workers.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./repository.mjs";
import { noRedis, startRedis } from "./testing/redis-server.mjs";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    inputs: { type: "string", default: "1500" },
    seed: { type: "string", default: "1" },
  },
});
const [kills, inputs] = [Number(values.kills), Number(values.inputs)];
if (noRedis) throw new Error(noRedis);

const qkv = join(root, "packages/cli/bin/qkv.js");
const model = join(root, "packages/nn/test/pipelines/golden/gpt2-words");
const folder = mkdtempSync(join(tmpdir(), "qkv-batch-proof-"));
const input = join(folder, "prompts.jsonl");
const prompts = Array.from({ length: inputs }, (_, i) => ({ id: i, text: `The whale saw ${i}` }));
writeFileSync(input, prompts.map((one) => `${JSON.stringify(one)}\n`).join(""));

/** Numbers from 0 to 1, the same ones for a seed. */
let state = Number(values.seed) >>> 0;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function start(args, onLine = () => {}) {
  const child = spawn(process.execPath, [qkv, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part) => {
    text += part;
    const lines = text.split("\n");
    text = lines.pop();
    for (const line of lines) onLine(line);
  });
  const ended = new Promise((resolve) => child.on("close", (code) => resolve(code)));
  return { child, ended };
}

const batch = (output, seed, ...more) =>
  start([
    ...["batch", "--task", "generate", "--model", model, "--input", input],
    ...["--output", join(folder, output), "--seed", String(seed), "--max-new-tokens", "24"],
    ...["--shard-size", "16", ...more],
  ]);

async function succeeded({ ended }, what) {
  const code = await ended;
  if (code !== 0) throw new Error(`${what} ended with exit code ${code}`);
}

const resultsIn = (output) => readFileSync(join(folder, output, "results.jsonl"), "utf8");

/** Throws unless each input has one answer, and the one that a process alone gives. */
async function expectAnswers(output, seed) {
  const lines = resultsIn(output)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const counts = new Map();
  for (const { id } of lines) counts.set(id, (counts.get(id) ?? 0) + 1);
  const wrong = prompts.filter(({ id }) => counts.get(id) !== 1);
  if (lines.length !== inputs || wrong.length > 0)
    throw new Error(
      `${output}: ${lines.length} answers to ${inputs} inputs, ${wrong.length} not answered once`,
    );
  await succeeded(batch(`${output}-alone`, seed), "the batch of one process");
  if (resultsIn(`${output}-alone`) !== resultsIn(output))
    throw new Error(`${output}: one process alone gives other results`);
}

async function killWorkers(redis) {
  const workers = [];
  const begin = () =>
    workers.push(start(["batch", "worker", "--queue", redis.url, "--patience", "1"]));
  for (let i = 0; i < 3; i++) begin();
  let [killed, batches, restarted] = [0, 0, false];
  const began = performance.now();
  while (killed < kills) {
    const output = `batch-${++batches}`;
    const running = batch(output, batches, "--queue", redis.url);
    let done = false;
    const ended = succeeded(running, output).then(() => {
      done = true;
    });
    while (!done && killed < kills) {
      await Promise.race([sleep(200 + 1300 * random()), ended]);
      if (done) break;
      const [victim] = workers.splice(Math.floor(random() * workers.length), 1);
      victim.child.kill("SIGKILL");
      killed++;
      begin();
      if (!restarted && killed >= kills / 2) {
        await redis.restart();
        restarted = true;
      }
    }
    await ended;
    await expectAnswers(output, batches);
    console.log(`${output}: ${inputs} inputs, each answered once; ${killed} workers killed so far`);
  }
  for (const { child } of workers) child.kill("SIGKILL");
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${killed} workers killed, Redis started again ${restarted ? "once" : "never"}, ${batches * inputs} inputs in ${batches} batches, all answered exactly once, in ${seconds} s`,
  );
}

async function throughput(redis, count) {
  let ready = 0;
  const workers = Array.from({ length: count }, () =>
    start(["batch", "worker", "--queue", redis.url], (line) => {
      if (line.startsWith("working")) ready++;
    }),
  );
  while (ready < count) await sleep(20);
  // The first batch brings the models into memory.
  await succeeded(batch(`warm-${count}`, 100 + count, "--queue", redis.url), "the first batch");
  const began = performance.now();
  await succeeded(batch(`timed-${count}`, 200 + count, "--queue", redis.url), "the timed batch");
  const seconds = (performance.now() - began) / 1000;
  for (const { child } of workers) child.kill("SIGTERM");
  await Promise.all(workers.map(({ ended }) => ended));
  return inputs / seconds;
}

const redis = await startRedis();
try {
  if (kills > 0) await killWorkers(redis);
  console.log(
    `throughput on ${availableParallelism()} cores, start and end of the command included:`,
  );
  for (const count of [1, 2, 4])
    console.log(`${count} workers  ${(await throughput(redis, count)).toFixed(1)} inputs/s`);
} finally {
  await redis.close();
  rmSync(folder, { recursive: true, force: true });
}
