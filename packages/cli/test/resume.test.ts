import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBothParts } from "../../../scripts/testing/parts.mjs";
import { folderWithText, jsonLines, losses, newFolder, qkv, sampleText, small } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const history = (run: string) => jsonLines(readFileSync(at(`${run}/history.jsonl`), "utf8"));
const data = ["--data", "text.txt"];

beforeAll(() => void folderWithText(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("40 steps at once and 20 and 20", () => {
  // The schedule depends on the number of steps; at one rate it does not.
  const rate = [
    "--lr",
    "3e-3",
    "--min-lr",
    "3e-3",
    "--warmup",
    "5",
    "--eval-every",
    "10",
    "--json",
  ];
  const cases = [
    ["the tiny preset", ["--preset", "tiny"]],
    ["dropout and accumulation", [...small, "--dropout", "0.2", "--grad-accum", "2"]],
  ] as const;
  test.each(cases)("give the same losses to the bit: %s", async (name, options) => {
    const out = name.replaceAll(" ", "-");
    const common = ["train", ...data, ...options, ...rate];
    const [whole, half] = await Promise.all([
      qkv([...common, "--steps", "40", "--out", out], { cwd: folder }),
      qkv([...common, "--steps", "20", "--out", `${out}-half`], { cwd: folder }),
    ]);
    expect([whole.code, half.code], whole.stderr + half.stderr).toEqual([0, 0]);
    const rest = await qkv(["train", "--resume", `${out}-half`, "--steps", "40", "--json"], {
      cwd: folder,
    });
    expect(rest.code, rest.stderr).toBe(0);
    const resumed = [...jsonLines(half.stdout), ...jsonLines(rest.stdout)];
    expect(losses(resumed)).toEqual(losses(jsonLines(whole.stdout)));
    expect(resumed.at(-1)!.valLoss).toBe(jsonLines(whole.stdout).at(-1)!.valLoss);
    expect(losses(history(`${out}-half`))).toEqual(losses(history(out)));
    for (const file of ["model.safetensors", "training.safetensors"])
      expect(
        readFileSync(at(`${out}-half/${file}`)).equals(readFileSync(at(`${out}/${file}`))),
      ).toBe(true);
  });
});

describe("Ctrl-C", () => {
  const long = ["--steps", "3000", "--eval-every", "1000", "--dropout", "0.1", "--json"];

  test("finishes the step, saves, says how to go on, and loses nothing", async () => {
    const uninterrupted = qkv(["train", ...data, ...small, ...long, "--out", "whole"], {
      cwd: folder,
    });
    let sent = false;
    const stopped = await qkv(["train", ...data, ...small, ...long, "--out", "stopped"], {
      cwd: folder,
      watch: (stdout, child) => {
        if (sent || !stdout.includes('"step":100,')) return;
        sent = true;
        // Under npx the signal comes twice.
        child.kill("SIGINT");
        child.kill("SIGINT");
      },
    });
    expect(stopped.code, stopped.stderr).toBe(130);
    expect(stopped.stderr).toMatch(/Stopped after step \d+ of 3000/);
    expect(stopped.stderr).toContain("qkv train --resume stopped");
    const before = jsonLines(stopped.stdout);
    expect(before.length).toBeLessThan(3000);
    const resumed = await qkv(["train", "--resume", "stopped", "--json"], { cwd: folder });
    expect(resumed.code, resumed.stderr).toBe(0);
    const whole = jsonLines((await uninterrupted).stdout);
    expect(losses([...before, ...jsonLines(resumed.stdout)])).toEqual(losses(whole));
    expect(losses(history("stopped"))).toEqual(losses(whole));
  });
});

describe("resuming", () => {
  beforeAll(async () => {
    const run = await qkv(["train", ...data, ...small, "--steps", "20", "--out", "base"], {
      cwd: folder,
    });
    expect(run.code, run.stderr).toBe(0);
  });
  const copyOfBase = (name: string): string => {
    cpSync(at("base"), at(name), { recursive: true });
    return name;
  };
  const resume = (run: string, ...options: string[]) =>
    qkv(["train", "--resume", run, ...options], { cwd: folder });

  test("cuts the history back to the checkpoint, torn lines included", async () => {
    const run = copyOfBase("torn");
    appendFileSync(at(`${run}/history.jsonl`), '{"step":21,"loss":1}\n{"step":22,"lo');
    const outcome = await resume(run, "--steps", "25");
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(history(run).map(({ step }) => step)).toEqual(
      Array.from({ length: 25 }, (_, i) => i + 1),
    );
  });

  test("says when the history lacks steps", async () => {
    const run = copyOfBase("gap");
    const lines = readFileSync(at(`${run}/history.jsonl`), "utf8").split("\n");
    writeFileSync(at(`${run}/history.jsonl`), ["garbage", ...lines.slice(4)].join("\n"));
    const outcome = await resume(run, "--steps", "25");
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain("note: history.jsonl holds 16 of the 20 steps done");
    expect((await resume("base")).stdout).not.toContain("note:");
  });

  test("a finished run is evaluated again", async () => {
    const outcome = await resume("base");
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain("held-out loss");
  });

  const refused: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["another shape", ["--layers", "3"], 2, /--layers is 3, but the run in base has 1/],
    ["another rate", ["--lr", "0.5"], 2, /--lr is 0\.5, but the run in base has/],
    ["another preset", ["--preset", "baby"], 2, /--preset is baby, but the run in base has tiny/],
    ["fewer steps", ["--steps", "12"], 2, /--steps is 12, but the run in base has done 20/],
    [
      "no step behind the warm-up",
      ["--steps", "2"],
      2,
      /--steps is 2, but the run in base warms up/,
    ],
    [
      "another folder",
      ["--out", "elsewhere"],
      2,
      /--out is elsewhere, but --resume goes on in base/,
    ],
    ["another text", ["--data", "other.txt"], 1, /other\.txt is not the one .* SHA-256/],
  ];
  for (const [part, some] of inBothParts(refused, 3))
    test.each(some)("refuses %s", part, async (_, options, code, message) => {
      writeFileSync(at("other.txt"), `${sampleText}More.`);
      const outcome = await resume("base", ...options);
      expect(outcome).toMatchObject({ code, stdout: "" });
      expect(outcome.stderr).toMatch(message);
    });

  test("refuses a folder without a run", async () => {
    const outcome = await resume("nowhere");
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("cannot resume nowhere: there is no such folder");
  });

  test("keeps the last good checkpoint when a file cannot be written", async (ctx) => {
    if (process.platform === "win32") ctx.skip("needs ulimit");
    const run = copyOfBase("full");
    const file = at(`${run}/training.safetensors`);
    const before = readFileSync(file);
    const outcome = await qkv(["train", "--resume", run, "--steps", "25"], {
      cwd: folder,
      limit: "ulimit -f 10",
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/cannot write .*training\.safetensors/);
    expect(outcome.stderr).toContain("The last good checkpoint, of step 20, is in full.");
    expect(readFileSync(file).equals(before)).toBe(true);
    const again = await qkv(["train", "--resume", run, "--steps", "25"], { cwd: folder });
    expect(again.code, again.stderr).toBe(0);
  });

  const damages: readonly (readonly [string, string, (bytes: Buffer) => Uint8Array, RegExp])[] = [
    [
      "a cut training.safetensors",
      "training.safetensors",
      (b) => b.subarray(0, 3000),
      /safetensors/,
    ],
    ["an empty training.safetensors", "training.safetensors", () => Buffer.alloc(0), /0 bytes/],
    [
      "no training state",
      "training.safetensors",
      () => readFileSync(at("base/model.safetensors")),
      /model\.transformer\.wte\.weight/,
    ],
    ["a cut config.json", "config.json", (b) => b.subarray(0, 50), /config\.json is no JSON file/],
  ];
  for (const [part, some] of inBothParts(damages, 2))
    test.each(some)("refuses %s", part, async (name, file, damage, message) => {
      const run = copyOfBase(name.replaceAll(" ", "-"));
      writeFileSync(at(`${run}/${file}`), damage(readFileSync(at(`${run}/${file}`))));
      const outcome = await resume(run, "--steps", "25");
      expect(outcome).toMatchObject({ code: 1, stdout: "" });
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
    });
});
