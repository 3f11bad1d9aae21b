import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { ArithmeticPeak } from "@qkv/core-wasm/machine";
import { casesFor, settlingCase } from "./cases/index.mjs";
import { benchOptions } from "./options.mjs";
import { loadPeers } from "./peers/index.mjs";
import { Progress } from "./progress.mjs";
import { resultRow, withShares } from "./result-row.mjs";
import { runCase } from "./run-case.mjs";
import { table } from "./table.mjs";

let stopped = false;
process.on("SIGINT", () => {
  if (stopped) process.exit(130); // asked twice
  stopped = true;
});

/** Runs the cases, prints the table and writes the JSON, also when stopped half-way; the exit code. */
async function contest({ only, threads, rounds, json }) {
  const cases = casesFor(only);
  if (cases.length === 0)
    throw new RangeError(`--only ${only.source}: no case has that in its name`);
  const loadBefore = loadavg()[0];
  const peers = await loadPeers({ threads });
  const peak = new ArithmeticPeak();
  const progress = new Progress(cases);
  const measuring = { rounds, betweenRounds: () => peak.sample(), stopped: () => stopped };
  await runCase(settlingCase, peers, measuring);
  const rows = [];
  for (const entry of cases) {
    if (stopped) break;
    progress.begin(entry);
    const outcome = await runCase(entry, peers, measuring);
    if (!stopped) rows.push(resultRow(entry, threads, outcome, peers)); // half a case says nothing
  }
  progress.end();
  const run = {
    node: process.versions.node,
    threads,
    loadAverage: [loadBefore, loadavg()[0]],
    peak: peak.best,
    results: withShares(rows, peak.best),
  };
  console.log(table(run));
  if (json) writeFileSync(json, `${JSON.stringify(run, null, 2)}\n`);
  if (stopped) console.error(`\nstopped after ${rows.length} of ${cases.length} cases`);
  return exitCode(run.results);
}

/** 1 when a result of ours is missing or wrong: a failing peer is no reason to fail. */
function exitCode(results) {
  if (stopped) return 130;
  const missing = results.filter(({ ours }) => ours === null);
  for (const { name } of missing) console.error(`no result of ours: ${name}`);
  return missing.length > 0 ? 1 : 0;
}

// The peers' idle threads do not keep a process alive that waits for them.
setInterval(() => {}, 1000);

try {
  process.exit(await contest(benchOptions(process.argv.slice(2)))); // the peers keep handles open
} catch (error) {
  console.error(error instanceof RangeError ? error.message : error);
  process.exit(1);
}
