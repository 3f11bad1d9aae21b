import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { install, installAndBuild } from "../scripts/prepare.mjs";
import { stopWithChildren } from "../scripts/stop-with-children.mjs";

const usage = `npm run -s integrations -- [--only NAME,...] [--on ENGINE,...] [--list] [--keep]

Packs the packages, makes a project of each kind that people have, installs them there, and has each train ten steps and
generate: on one thread, on two, on WebGPU. Versions of tools are exact; npm downloads them once.

  --only NAME,...   these cases alone
  --on ENGINE,...   of wasm, threads, webgpu these alone, where a case has them
  --list            the cases, and no run
  --keep            leave the projects where they are`;

const text = { type: "string" };
const flag = { type: "boolean" };
const options = { only: text, on: text, list: flag, keep: flag, help: flag };

process.exitCode = await command();

async function command() {
  let asked;
  try {
    asked = parseArgs({ options }).values;
  } catch (error) {
    return refuse(`${error.message}\n\n${usage}`);
  }
  if (asked.help) return say(usage);
  stopWithChildren();
  if (!(await install())) return 1;
  // They import installed packages, which were not there before.
  const { cases } = await import("./cases.mjs");
  const { engines } = await import("./engines.mjs");
  if (asked.list)
    return say(cases.map(({ name, title }) => `${name.padEnd(24)}${title}`).join("\n"));
  let chosen;
  let on;
  try {
    chosen = choose(
      asked.only,
      cases.map(({ name }) => name),
      "case",
    );
    on = choose(asked.on, Object.keys(engines), "engine");
  } catch (error) {
    return refuse(error.message);
  }
  if (!(await installAndBuild())) return 1;
  return runAll(
    cases.filter(({ name }) => chosen.includes(name)),
    { on, keep: asked.keep },
  );
}

/** Runs cases one after the other and prints a row for each result: the exit code. */
async function runAll(cases, { on, keep }) {
  const { runCase } = await import("./cases.mjs");
  const { pack } = await import("./packed.mjs");
  const { lineOf, summary } = await import("./table.mjs");
  const home = mkdtempSync(join(tmpdir(), "qkv-integrations-"));
  const all = [];
  try {
    const packed = await pack(home);
    for (const one of cases) {
      const results = await runCase(one, { home, packed, on });
      for (const result of results) console.log(lineOf(one, result));
      all.push(...results);
      if (!keep) rmSync(join(home, one.name), { recursive: true });
    }
    console.log(summary(all, packed));
  } finally {
    if (keep) console.log(`the projects are in ${home}`);
    else rmSync(home, { recursive: true, force: true });
  }
  return all.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

function choose(list, names, kind) {
  if (list === undefined) return names;
  const wanted = list.split(",");
  const unknown = wanted.filter((one) => !names.includes(one));
  if (unknown.length > 0)
    throw new Error(`there is no ${kind} ${unknown.join(", ")}, expected of ${names.join(", ")}`);
  return wanted;
}

function say(what) {
  console.log(what);
  return 0;
}

function refuse(why) {
  console.error(why);
  return 1;
}
