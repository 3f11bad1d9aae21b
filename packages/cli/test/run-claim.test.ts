import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ownMark } from "@qkv/nn/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWithText, newFolder, qkv, small } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const ownerFile = (run: string): string => at(`${run}/.qkv-owner.json`);
const data = ["--data", "text.txt"];
const train = (...args: string[]) => qkv(["train", ...args], { cwd: folder });
const forLong = ["--steps", "100000", "--eval-every", "100000", "--json"];

beforeAll(async () => {
  folderWithText(folder);
  const { code, stderr } = await train(...data, ...small, "--steps", "10", "--out", "done");
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the run that has ended. */
function copyOf(name: string): string {
  cpSync(at("done"), at(name), { recursive: true });
  return name;
}

/** Claim a folder in the name of a process that is or is not. */
function claimFor(run: string, change: object): void {
  const owner = { ...ownMark(), host: "elsewhere", since: "2020", token: "0123456789abcdef" };
  writeFileSync(ownerFile(run), JSON.stringify({ ...owner, ...change }));
}

const resumed = (run: string) => train("--resume", run, "--steps", "12");

/** A training that has begun, and what ends it. */
async function begun(
  ...args: string[]
): Promise<{ readonly end: (signal: NodeJS.Signals) => Promise<void> }> {
  let child: ChildProcess | undefined;
  let outcome: Promise<unknown> | undefined;
  await new Promise<void>((resolve) => {
    outcome = qkv(["train", ...args], {
      cwd: folder,
      watch: (_, process) => {
        child = process;
        resolve();
      },
    });
    void outcome.then(() => resolve());
  });
  return {
    end: async (signal) => {
      child!.kill(signal);
      await outcome;
    },
  };
}

describe("a folder in which somebody trains", () => {
  test("is no other's: a new run takes the next name, --out and --resume are refused", async () => {
    const first = await begun(...data, ...small, ...forLong);
    try {
      expect(existsSync(ownerFile("runs/tiny"))).toBe(true);
      const other = [...data, "--preset", "tiny", "--d-model", "32", "--steps", "5"];
      const [second, out, resume] = await Promise.all([
        train(...other),
        train(...other, "--out", "runs/tiny"),
        train("--resume", "runs/tiny"),
      ]);
      expect([second.code, out.code, resume.code]).toEqual([0, 2, 2]);
      expect(second.stdout).toContain("Saved in runs/tiny-2");
      expect(out.stderr).toMatch(
        /^error: runs\/tiny is in use by another qkv train \(process \d+, .*; wait until it has ended, or choose/,
      );
      expect(resume.stderr).toMatch(/^error: runs\/tiny is in use by .*; stop that one, or wait/);
    } finally {
      await first.end("SIGINT");
    }
    expect(existsSync(ownerFile("runs/tiny"))).toBe(false);
    for (const run of ["runs/tiny", "runs/tiny-2"]) {
      const { code, stderr } = await qkv(["inspect", "--model", run], { cwd: folder });
      expect(code, stderr).toBe(0);
    }
  });

  test("of several that start at once each has its own", async () => {
    const there = { cwd: folderWithText(newFolder()) };
    const runs = await Promise.all(
      [8, 16, 24].map((width) =>
        qkv(["train", ...data, ...small, "--d-model", String(width), "--steps", "3"], there),
      ),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    const names = readdirSync(join(there.cwd, "runs")).sort();
    expect(names).toEqual(["tiny", "tiny-2", "tiny-3"]);
    const widths = names.map((name) => {
      const config = readFileSync(join(there.cwd, "runs", name, "config.json"), "utf8");
      return JSON.parse(config).n_embd;
    });
    expect(widths.sort((a, b) => a - b)).toEqual([8, 16, 24]);
    rmSync(there.cwd, { recursive: true });
  });

  test("of several that take over from a dead one, one does", async () => {
    const run = copyOf("taken-over");
    claimFor(run, { pid: 2 ** 22 + 1 });
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => train("--resume", run, "--steps", "400")),
    );
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 2, 2]);
    expect(readdirSync(at(run)).filter((name) => name.startsWith(".qkv"))).toEqual([]);
  });
});

describe("a claim that is left over", () => {
  test("of a killed training holds nothing", async () => {
    const first = await begun(
      ...data,
      ...small,
      ...forLong,
      "--eval-every",
      "1",
      "--out",
      "killed",
    );
    await first.end("SIGKILL");
    expect(existsSync(ownerFile("killed"))).toBe(true);
    const { code, stderr } = await train(
      "--resume",
      "killed",
      "--steps",
      "100000",
      "--report",
      "x/y",
    );
    expect([code, stderr]).toEqual([2, expect.not.stringContaining("in use")]);
    expect(stderr).toContain("--report");
  });

  test("of a process whose number is another's by now holds nothing", async () => {
    const run = copyOf("number-again");
    claimFor(run, { start: "1" });
    const { code, stderr } = await resumed(run);
    expect(code, stderr).toBe(0);
  });

  test("of a process that has ended and that nobody has looked after holds nothing", async () => {
    // A shell that has become a program that never waits for its child.
    const parent = spawn("bash", ["-c", "sleep 60 & echo $!; exec sleep 60"]);
    const child = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (text) => resolve(Number(String(text)))),
    );
    const stat = readFileSync(`/proc/${child}/stat`, "utf8");
    const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const run = copyOf("zombie");
    claimFor(run, { pid: child, start });
    expect((await resumed(run)).code).toBe(process.platform === "linux" ? 2 : 0);
    process.kill(child, "SIGKILL");
    const { code, stderr } = await resumed(run);
    parent.kill();
    expect(code, stderr).toBe(0);
  });

  test("of before the machine was started again holds nothing", async () => {
    const run = copyOf("started-again");
    claimFor(run, { boot: "00000000" });
    expect((await resumed(run)).code).toBe(0);
  });

  test("of a living process holds; on another machine as long as it shows life", async () => {
    const [here, there] = [copyOf("here"), copyOf("there")];
    claimFor(here, {});
    expect((await resumed(here)).stderr).toContain(`(process ${process.pid}, since 2020`);
    claimFor(there, { machine: "ffffffff" });
    expect((await resumed(there)).stderr).toContain(`(process ${process.pid} on elsewhere, since`);
    const longAgo = new Date(Date.now() - 600_000);
    for (const run of [here, there]) utimesSync(ownerFile(run), longAgo, longAgo);
    expect((await resumed(here)).code).toBe(2);
    expect((await resumed(there)).code).toBe(0);
  });

  test("that is damaged holds for a moment only", async () => {
    const run = copyOf("damaged");
    writeFileSync(ownerFile(run), "{");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(ownerFile(run), longAgo, longAgo);
    expect((await resumed(run)).code).toBe(0);
  });
});

test("what kills have left of files is removed, and nothing else", async () => {
  const run = copyOf("leftovers");
  const { machine, boot, pid, start } = ownMark();
  const dead = `${machine}-${boot}-${2 ** 22 + 1}-5-0123456789ab`;
  const gone = [
    "training.safetensors.0123456789ab.tmp",
    `model.safetensors.${dead}.tmp`,
    `history.jsonl.${dead}.tmp`,
    `training.json.ffffffff-${boot}-7-5-0123456789ab.tmp`,
  ];
  const kept = [
    `model.safetensors.${machine}-${boot}-${pid}-${start}-0123456789ab.tmp`, // its writer lives
    "model.safetensors.tmp",
    "model.safetensors.old.tmp",
    "notes.0123456789ab.tmp",
    `notes.${dead}.tmp`,
  ];
  for (const name of [...gone, ...kept]) writeFileSync(at(`${run}/${name}`), "x");
  const { code, stderr } = await resumed(run);
  expect(code, stderr).toBe(0);
  const left = readdirSync(at(run)).filter((name) => name.endsWith(".tmp"));
  expect(left.sort()).toEqual([...kept].sort());
});

describe("files of different ages or runs", () => {
  const other = (name: string, ...settings: string[]) =>
    train(...data, ...small, "--steps", "10", "--out", name, ...settings);

  test("a checkpoint or weights of another run are refused", async () => {
    const made = await other("other-seed", "--seed", "7");
    expect(made.code, made.stderr).toBe(0);
    for (const file of ["training.safetensors", "model.safetensors"]) {
      const run = copyOf(`mixed-${file}`);
      cpSync(at(`other-seed/${file}`), at(`${run}/${file}`));
      const before = readFileSync(at(`${run}/training.safetensors`));
      const { code, stderr } = await resumed(run);
      expect(code).toBe(1);
      expect(stderr).toContain(
        `${file} is of another run than training.json beside it: seed is 7 there, 1337 here`,
      );
      expect(readFileSync(at(`${run}/training.safetensors`)).equals(before)).toBe(true);
    }
  });

  test("weights of an earlier step are told and written anew", async () => {
    const run = copyOf("later");
    expect((await train("--resume", run, "--steps", "20")).code).toBe(0);
    const later = readFileSync(at(`${run}/model.safetensors`));
    cpSync(at("done/model.safetensors"), at(`${run}/model.safetensors`));
    const { code, stdout } = await train("--resume", run, "--steps", "20");
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "note: model.safetensors is of step 10 and training.safetensors of step 20",
    );
    expect(readFileSync(at(`${run}/model.safetensors`)).equals(later)).toBe(true);
    rmSync(at(`${run}/model.safetensors`));
    expect((await train("--resume", run, "--steps", "20")).code).toBe(0);
    expect(readFileSync(at(`${run}/model.safetensors`)).equals(later)).toBe(true);
  });

  test("a vocabulary of another run is refused", async () => {
    const run = copyOf("other-vocabulary");
    const file = at(`${run}/tokenizer.json`);
    const swapped = readFileSync(file, "utf8")
      .replace('"a":', '"?":')
      .replace('"b":', '"a":')
      .replace('"?":', '"b":');
    expect(swapped).not.toBe(readFileSync(file, "utf8"));
    writeFileSync(file, swapped);
    const { code, stderr } = await resumed(run);
    expect(code).not.toBe(0);
    expect(stderr).toContain("the tokenizer in the folder is of another run");
  });
});

describe("stdout that takes nothing more", () => {
  const full = (args: readonly string[]) => qkv(args, { cwd: folder, limit: "exec >/dev/full" });

  test("ends a training with a checkpoint and one line of error", async () => {
    const args = [...data, ...small, "--steps", "3000", "--json", "--out", "full"];
    const { code, stderr } = await full(["train", ...args]);
    expect(code).toBe(1);
    const lines = stderr.split("\n").filter((line) => line.startsWith("error:"));
    expect(lines).toEqual([
      expect.stringMatching(
        /^error: cannot write to stdout: the disk is full; free some space\. Stopped after step \d+ of 3000, saved in full\. Go on with: .*qkv train --resume full$/,
      ),
    ]);
    expect(stderr).not.toContain("    at ");
    expect((await train("--resume", "full", "--steps", "3000", "--report", "no/x")).code).toBe(2);
    expect((await qkv(["inspect", "--model", "full"], { cwd: folder })).code).toBe(0);
  });

  test.each([
    ["--help"],
    ["train", "--help"],
    ["--version"],
    ["inspect", "--model", "done"],
    ["inspect", "--model", "done", "--json"],
    ["evaluate", "--model", "done", "--data", "text.txt"],
    ["evaluate", "--model", "done", "--data", "text.txt", "--json"],
    ["generate", "--model", "done", "--max-new-tokens", "5"],
    ["train", ...data, ...small, "--steps", "3", "--out", "full-text"],
  ])("is one line and a failure: %s %s", async (...args) => {
    const { code, stderr } = await full(args.filter((one) => one !== undefined));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot write to stdout: the disk is full; .*\n$/m);
    expect(stderr.split("\n").filter((line) => line.startsWith("error:"))).toHaveLength(1);
    expect(stderr).not.toContain("    at ");
  });
});
