import { fork } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./repository.mjs";
import { scriptCommand } from "./script-command.mjs";
import { parts } from "./soak/parts.mjs";
import { softwareGpu } from "./software-gpu.mjs";
import { StatusLine } from "./testing/status-line.mjs";

// What only time shows: npm run -s soak -- --hours 1

const usage = `usage: npm run -s soak -- [--hours N] [--only NAME] [--logs DIR] [--no-build]

  --hours N     how long in all, 1 unless given; each part does its least however short it is, and what it
                leaves of its time goes to those behind it
  --only NAME   one part alone: ${parts.map(({ name }) => JSON.stringify(name)).join(", ")}
  --logs DIR    where each part's log goes, soak-logs unless given
  --no-build    the packages are built already

The parts run in turn, each in a process of its own. Ends with a table; the exit code is 1 where something was wrong.
Ctrl-C ends the part that runs, at once where it is pressed again, and tells what was reached.`;

/** Seconds that a part has to end by itself what it has begun. */
const PATIENCE = 20;

process.exitCode = await scriptCommand({
  ...{ name: "soak", usage, read: readOptions, run: soak },
  options: {
    hours: { type: "string", default: "1" },
    only: { type: "string" },
    logs: { type: "string", default: "soak-logs" },
  },
});

function readOptions(values) {
  const hours = Number(values.hours);
  if (!(hours >= 0)) throw new Error(`--hours is ${values.hours}, expected a number from 0 on`);
  const chosen = parts.filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0) throw new Error(`there is no part ${JSON.stringify(values.only)}`);
  // npm runs this in the repository's root, wherever the user stands.
  const logs = resolve(process.env.INIT_CWD ?? ".", values.logs);
  return { seconds: 3600 * hours, chosen, logs };
}

async function soak({ seconds, chosen, logs }) {
  mkdirSync(logs, { recursive: true });
  let left = seconds;
  let shares = chosen.reduce((sum, { share }) => sum + share, 0);
  const stopping = new AbortController();
  process.on("SIGINT", () => stopping.abort());
  const rows = [];
  for (const part of chosen) {
    if (stopping.signal.aborted)
      rows.push({ name: part.name, state: "not run", reached: "", faults: [], seconds: 0 });
    else rows.push(await runPart(part, (left * part.share) / shares, logs, stopping.signal));
    left = Math.max(0, left - rows.at(-1).seconds); // what a part has left is for those behind it
    shares -= part.share;
  }
  const stopped = stopping.signal.aborted;
  console.log(`\n${tableOf(rows)}\n\nlogs: ${logs}`);
  if (rows.some(({ state }) => state === "FAIL")) return 1;
  return stopped ? 130 : 0;
}

/** One part in its process, whose words go to its log and, the newest of them, to the status line. */
async function runPart({ name }, seconds, logs, stopping) {
  const log = join(logs, `${name.replaceAll(" ", "-")}.log`);
  const status = new StatusLine();
  const began = performance.now();
  const took = () => (performance.now() - began) / 1000;
  let said = "begins";
  let result = { reached: "nothing", faults: ["its process ended without a word"] };
  const write = (text) => appendFileSync(log, `${new Date().toISOString()} ${text}\n`);
  write(`${name}, ${seconds.toFixed(0)} s`);
  status.start(
    () => `${name}: ${said.split("\n").at(-1)} (${took().toFixed(0)} of ${seconds.toFixed(0)} s)`,
  );
  const child = fork(
    fileURLToPath(new URL("soak/part-process.mjs", import.meta.url)),
    [name, String(seconds)],
    {
      cwd: root,
      env: { ...process.env, ...softwareGpu },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // In a group of its own: what it has started is not to be stopped by the terminal.
      detached: true,
    },
  );
  let patience;
  const end = () => process.kill(-child.pid, "SIGKILL");
  const stop = () => {
    child.kill("SIGINT");
    patience = setTimeout(end, 1000 * PATIENCE);
    process.on("SIGINT", end);
  };
  stopping.addEventListener("abort", stop);
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => write(text.trimEnd()));
  child.on("message", (message) => {
    if (message.result) result = message.result;
    said = message.progress ?? said;
    write(message.progress ?? JSON.stringify(result));
  });
  const signal = await new Promise((resolved, rejected) => {
    child.on("error", rejected);
    child.on("close", (_, by) => resolved(by));
  });
  status.stop();
  clearTimeout(patience);
  stopping.removeEventListener("abort", stop);
  process.off("SIGINT", end);
  const { aborted } = stopping;
  if (signal && aborted) result = { reached: said.split("\n").at(-1), faults: [] };
  else if (signal) result.faults.push(`its process was ended by ${signal}`);
  const right = result.skipped ? "left out" : aborted ? "stopped" : "ok";
  const state = result.faults.length > 0 ? "FAIL" : right;
  const row = { name, state, seconds: took(), ...result };
  console.log(tableOf([row]));
  return row;
}

function tableOf(rows) {
  return rows
    .flatMap(({ name, state, reached, skipped, faults, seconds }) => [
      [
        name.padEnd(20),
        state.padEnd(10),
        `${seconds.toFixed(0)} s`.padStart(8),
        `   ${reached}${skipped ? `: ${skipped}` : ""}`,
      ].join(""),
      ...faults.map((fault) => `    ${String(fault).trim().replaceAll("\n", "\n    ")}`),
    ])
    .join("\n");
}
