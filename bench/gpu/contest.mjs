import { writeFileSync } from "node:fs";
import { Progress } from "../progress.mjs";
import { resultRow, withShares } from "../result-row.mjs";
import { runCase } from "../run-case.mjs";
import { barTable, table } from "../table.mjs";
import { judgedGpuBars } from "./bars.mjs";
import { gpuCases } from "./cases/index.mjs";
import { CopyBandwidth } from "./copy-bandwidth.mjs";
import { openDevice } from "./open-device.mjs";
import { gpuOptions } from "./options.mjs";
import { loadGpuPeers } from "./peers/index.mjs";

/** Milliseconds: many calls for every wait, so that the way back to the host weighs little. */
const paces = {
  whole: { rounds: 7, paced: { slot: 60, sample: 30, warmUp: 300 } },
  quick: { rounds: 2, paced: { slot: 20, sample: 20, warmUp: 40 } },
};
const columns = { tfjs: "tfjs", "onnx-web": "onnx-web", jax: "jax" };

let stopped = false;
process.on("SIGINT", () => {
  if (stopped) process.exit(130); // asked twice
  stopped = true;
});

// A peer whose device is lost may reject a promise that nobody holds; its next call throws, and it is left out.
process.on("unhandledRejection", (error) => console.error(`nobody waited for: ${error}`));

/** Runs the cases, prints the tables and writes the JSON, also when stopped half-way; the exit code. */
async function contest({ only, rounds, json, quick: asked }) {
  const backend = await openDevice();
  const { adapter, software } = backend.info;
  const quick = asked || software;
  if (software && !asked)
    console.error(
      `${adapter} computes on the CPU: --quick is implied, so sizes are small and bars are not judged`,
    );
  const cases = gpuCases({ only, quick });
  if (cases.length === 0)
    throw new RangeError(`--only ${only.source}: no case has that in its name`);
  const { peers, failures } = await loadGpuPeers(backend);
  const pace = paces[quick ? "quick" : "whole"];
  const measuring = { ...pace, rounds: rounds ?? pace.rounds, threads: 1, stopped: () => stopped };
  const progress = new Progress(cases);
  const copies = new Map();
  const rows = [];
  for (const entry of cases) {
    if (stopped) break;
    progress.begin(entry);
    const betweenRounds = () => bandwidthFor(entry, backend.device, copies)?.sample();
    const makeInputs = () => peers[0].onHost(entry.makeInputs);
    const outcome = await runCase({ ...entry, makeInputs }, peers, { ...measuring, betweenRounds });
    if (!stopped) rows.push({ entry, row: resultRow(entry, 1, outcome, peers) }); // half a case says nothing
  }
  progress.end();
  const results = rows.flatMap(({ entry, row }) =>
    withShares([row], { copies: copies.get(entry.copies)?.median }),
  );
  const { info } = peers[0];
  const copy = Object.fromEntries([...copies].map(([bytes, { median }]) => [bytes, median]));
  const run = {
    ...{ node: process.versions.node, adapter, info, quick, copyBandwidth: copy, left: failures },
    bars: judgedGpuBars(results, { adapter, quick }),
    results,
  };
  console.log(table({ heading: heading(run), columns, results }));
  for (const failure of failures) console.log(failure);
  console.log(barTable(run.bars));
  if (json) writeFileSync(json, `${JSON.stringify(run, null, 2)}\n`);
  if (stopped) console.error(`\nstopped after ${rows.length} of ${cases.length} cases`);
  return exitCode(results);
}

/** One for each size that is asked for. */
function bandwidthFor({ copies: bytes }, device, made) {
  if (bytes && !made.has(bytes)) made.set(bytes, new CopyBandwidth(device, bytes));
  return made.get(bytes);
}

function heading({ node, adapter, info, quick, copyBandwidth }) {
  const copied = Object.entries(copyBandwidth).map(
    ([bytes, rate]) => `copies ${bytes / 2 ** 20} MiB at ${rate.toFixed(1)} GB/s`,
  );
  return [
    `Node ${node}, ${adapter}${info.software ? " (on the CPU)" : ""}${quick ? ", quick: small sizes" : ""}`,
    `ours multiplies in ${info.matmul} tiles: ${info.reason}`,
    `${["medians", "ratio = ours over the best peer", "share of the bandwidth of a copy", ...copied].join(", ")}`,
  ];
}

/** 1 when a result of ours is missing or wrong: a failing peer, or a bar that is missed, is no reason to fail. */
function exitCode(results) {
  if (stopped) return 130;
  const missing = results.filter(({ ours }) => ours === null);
  for (const { name } of missing) console.error(`no result of ours: ${name}`);
  return missing.length > 0 ? 1 : 0;
}

/** What a caller can do something about: no adapter. */
const noAdapter = 3;

try {
  process.exit(await contest(gpuOptions(process.argv.slice(2)))); // the peers keep handles open
} catch (error) {
  const explained = error instanceof RangeError || error.name === "WebgpuUnavailableError";
  console.error(explained ? error.message : error);
  process.exit(error.name === "WebgpuUnavailableError" ? noAdapter : 1);
}
