import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { ArithmeticPeak, ReadBandwidth } from "@qkv/core-wasm/machine";
import { judgedBars } from "./bars.mjs";
import { casesFor, settlingCase } from "./cases/index.mjs";
import { benchOptions } from "./options.mjs";
import { loadPeers } from "./peers/index.mjs";
import { Progress } from "./progress.mjs";
import { aloneRow, resultRow, withShares } from "./result-row.mjs";
import { runAlone } from "./run-alone.mjs";
import { runCase } from "./run-case.mjs";
import { barTable, table } from "./table.mjs";

let stopped = false;
process.on("SIGINT", () => {
  if (stopped) process.exit(130); // asked twice
  stopped = true;
});

/** Runs the cases, prints the tables and writes the JSON, also when stopped half-way; the exit code. */
async function contest({ only, threads, rounds, json }) {
  const cases = casesFor(only);
  if (cases.length === 0)
    throw new RangeError(`--only ${only.source}: no case has that in its name`);
  const loadBefore = loadavg()[0];
  const peers = await loadPeers({ threads });
  const peak = new ArithmeticPeak();
  // 256 MiB that only reading cases need.
  const reads = cases.some(({ bytes }) => bytes) ? new ReadBandwidth() : undefined;
  const progress = new Progress(cases);
  const measuring = { rounds, threads, stopped: () => stopped };
  await runCase(settlingCase, peers, { ...measuring, betweenRounds: () => {} });
  const rows = [];
  for (const entry of cases) {
    if (stopped) break;
    progress.begin(entry);
    const row = await rowOf(entry, peers, { ...measuring, peak, reads });
    if (!stopped) rows.push(row); // half a case says nothing
  }
  progress.end();
  const limits = { peak: peak.best, reads: reads?.median ?? null };
  const results = withShares(rows, limits);
  const { info } = peers.find(({ name }) => name === "ours");
  const run = {
    ...{ node: process.versions.node, threads, info },
    loadAverage: [loadBefore, loadavg()[0]],
    ...limits,
    bars: judgedBars(results, { build: info.build, threads }),
    results,
  };
  console.log(table({ heading: heading(run), columns, results }));
  console.log(barTable(run.bars));
  if (json) writeFileSync(json, `${JSON.stringify(run, null, 2)}\n`);
  if (stopped) console.error(`\nstopped after ${rows.length} of ${cases.length} cases`);
  return exitCode(run.results);
}

const columns = { tfjs: "tfjs", "onnx-web": "onnx-web", jax: "jax", "onnx-node": "(onnx-node)" };

function heading({ node, threads, loadAverage, peak, reads }) {
  const load = loadAverage.map((average) => average.toFixed(1)).join(" before, ");
  const readWords = reads ? `, reads ${reads.toFixed(1)} GB/s` : "";
  return [
    `Node ${node}, ${threads} thread${threads > 1 ? "s" : ""}, load average ${load} after`,
    `one thread: 128-bit peak ${peak.toFixed(1)} GFLOP/s${readWords}; medians, ratio = ours over the best peer, share of the peak (r: of reads)`,
  ];
}

async function rowOf(entry, peers, { peak, reads, ...measuring }) {
  const { threads } = measuring;
  if (entry.alone) return aloneRow(entry, threads, await runAlone(entry, measuring));
  const betweenRounds = () => {
    peak.sample();
    if (entry.bytes) reads.sample();
  };
  const single = { of: "ours", as: "one thread", options: { threads: 1 } };
  const whole = threads > 1 ? { ...entry, also: [...(entry.also ?? []), single] } : entry;
  return resultRow(
    whole,
    threads,
    await runCase(whole, peers, { ...measuring, betweenRounds }),
    peers,
  );
}

/** 1 when a result of ours is missing or wrong: a failing peer, or a bar that is missed, is no reason to fail. */
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
