import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBothParts } from "../../../scripts/testing/parts.mjs";
import { folderWithText, newFolder, qkv, small } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);

beforeAll(() => {
  folderWithText(folder);
  writeFileSync(at("empty.txt"), "");
  writeFileSync(at("one.txt"), "a");
  writeFileSync(at("binary.txt"), Buffer.from([104, 105, 0, 1, 2]));
  writeFileSync(at("latin1.txt"), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x61]));
  writeFileSync(at("short.txt"), "Call me Ishmael, some years ago.");
  writeFileSync(at("locked.txt"), "secret");
  chmodSync(at("locked.txt"), 0o000);
  mkdirSync(at("no-texts"));
  mkdirSync(at("foreign"));
  writeFileSync(at("foreign/config.json"), '{"compilerOptions":{}}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Case = readonly [name: string, args: readonly string[], code: number, message: RegExp];

const text = ["--data", "text.txt"];

const cases: readonly Case[] = [
  ["no data", [], 2, /--data is missing, expected a text file/],
  [
    "missing file",
    ["--data", "nowhere.txt"],
    1,
    /cannot read .*nowhere\.txt: there is no such file/,
  ],
  ["empty file", ["--data", "empty.txt"], 1, /empty\.txt is empty/],
  ["one character", ["--data", "one.txt"], 1, /the text has 1 character, expected at least 73/],
  ["zero bytes", ["--data", "binary.txt"], 1, /binary\.txt is not text: byte 2 is zero/],
  ["not UTF-8", ["--data", "latin1.txt"], 1, /latin1\.txt is not UTF-8 text/],
  ["no regular file", ["--data", "/dev/null"], 1, /neither a file nor a folder/],
  ["folder without texts", ["--data", "no-texts"], 1, /no-texts holds no \.txt file/],
  ["other protocol", ["--data", "ftp://example.org/a.txt"], 2, /expected http:\/\/ or https:\/\//],
  [
    "text shorter than the context",
    ["--data", "short.txt", "--preset", "tiny", "--context", "64"],
    1,
    /the text has 32 characters, expected at least 73 for a context of 64/,
  ],
  [
    "heads that do not divide the width",
    [...text, "--heads", "3", "--d-model", "32"],
    2,
    /--heads is 3, expected a number that divides the width \(--d-model 32\)/,
  ],
  [
    "fraction of a layer",
    [...text, "--layers", "1.5"],
    2,
    /--layers is "1\.5", expected an integer from 1 to 1000/,
  ],
  [
    "number out of range",
    [...text, "--dropout=1"],
    2,
    /--dropout is "1", expected a number from 0 and below 1/,
  ],
  ["negative number", [...text, "--lr", "-1"], 2, /--lr is "-1", expected a number above 0/],
  ["no number", [...text, "--steps", "many"], 2, /--steps is "many", expected an integer from 1/],
  ["empty number", [...text, "--steps="], 2, /--steps is "", expected an integer/],
  ["infinite number", [...text, "--lr", "Infinity"], 2, /--lr is "Infinity", expected/],
  ["rates the wrong way round", [...text, "--min-lr", "1"], 2, /--min-lr is 1, expected at most/],
  [
    "warm-up without end",
    [...text, "--steps", "5", "--warmup", "5"],
    2,
    /--warmup is 5, expected fewer/,
  ],
  [
    "more threads than cores",
    [...text, "--threads", "9999"],
    2,
    /--threads is 9999, but this machine offers \d+ cores?; expected at most \d+/,
  ],
  [
    "no number of threads",
    [...text, "--threads", "all"],
    2,
    /--threads is "all", expected an integer from 1, or auto/,
  ],
  [
    "unknown option",
    [...text, "--layer", "2"],
    2,
    /unknown option --layer; the nearest is --layers\./,
  ],
  [
    "camelCase option",
    [...text, "--dModel=8"],
    2,
    /unknown option --dModel; the nearest is --d-model\./,
  ],
  [
    "negated option",
    [...text, "--no-json"],
    2,
    /unknown option --no-json; the nearest is --json\./,
  ],
  ["short option", [...text, "-x"], 2, /unknown option -x\. qkv train --help lists all/],
  ["the beginning of an option", [...text, "--drop", "0"], 2, /--drop; the nearest is --dropout\./],
  [
    "unknown preset",
    [...text, "--preset", "nanogtp"],
    2,
    /--preset is "nanogtp", .*the nearest is nanogpt-cpu/,
  ],
  ["missing value", [...text, "--steps"], 2, /--steps lacks its value/],
  ["option instead of a value", [...text, "--out", "--json"], 2, /--out lacks its value/],
  ["value for a flag", [...text, "--json=yes"], 2, /--json takes no value/],
  ["stray argument", [...text, "book"], 2, /unexpected argument "book"/],
  [
    "model beyond the memory",
    [...text, "--layers", "900", "--d-model", "4096"],
    1,
    /WebAssembly ends at 4\.00 GiB/,
  ],
  ["report in no folder", [...text, "--report", "no/where.html"], 2, /there is no folder no/],
  ["report in a file", [...text, "--report", "text.txt/a.html"], 2, /there is no folder text\.txt/],
  ["a folder for a report", [...text, "--report", "no-texts"], 2, /no-texts, which is a folder/],
  [
    "someone else's files",
    [...text, "--out", "foreign"],
    2,
    /foreign has a config\.json that qkv did not write/,
  ],
  ["a file for a folder", [...text, "--out", "text.txt"], 1, /cannot make the folder/],
];

describe("train refuses", () => {
  for (const [part, some] of inBothParts(cases, 14))
    test.concurrent.each(some)("%s", part, async (_, args, code, message) => {
      const outcome = await qkv(["train", ...args], { cwd: folder });
      expect(outcome).toMatchObject({ code, stdout: "" });
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stderr).toMatch(/^error: [^\n]+\n$/);
    });

  test("an unreadable file", async (ctx) => {
    if (process.getuid?.() === 0) ctx.skip("root may read every file");
    const outcome = await qkv(["train", "--data", "locked.txt"], { cwd: folder });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("permission denied");
  });

  test("to write over an earlier run, and says how to go on with it", async () => {
    const args = ["train", ...text, ...small, "--steps", "3", "--out", "taken"];
    expect((await qkv(args, { cwd: folder })).code).toBe(0);
    const outcome = await qkv(args, { cwd: folder });
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain("taken holds a run already");
    expect(outcome.stderr).toContain("qkv train --resume taken");
  });
});

test("generate refuses an empty --stop, as it does an empty --prompt", async () => {
  for (const option of ["--stop", "--prompt"]) {
    const outcome = await qkv(["generate", "--model", "none", option, ""], { cwd: folder });
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toBe(`error: ${option} is empty, expected TEXT\n`);
  }
});

describe("a loss that is not finite", () => {
  test("stops training at its step and keeps the last good checkpoint", async () => {
    const args = ["--lr", "1e30", "--warmup", "0", "--steps", "50"];
    const outcome = await qkv(["train", ...text, ...small, ...args, "--out", "burst"], {
      cwd: folder,
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /^error: the loss of step \d+ is .*No checkpoint had been saved yet\.\n$/,
    );
    const again = await qkv(["train", ...text, ...small, "--steps", "3", "--out", "burst"], {
      cwd: folder,
    });
    expect(again.code, again.stderr).toBe(0);
  });

  test("is found before a checkpoint is written", async () => {
    const args = ["--lr", "1e30", "--warmup", "0", "--steps", "50", "--eval-every", "1", "--json"];
    const outcome = await qkv(["train", ...text, ...small, ...args, "--out", "flash"], {
      cwd: folder,
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /error: .*(validation loss after step|loss of step|no longer finite)/,
    );
  });
});

describe("the command itself", () => {
  test.each([
    ["unknown command", ["trian"], /unknown command "trian"; the nearest command is train/],
    ["unknown option", ["--models"], /unknown option "--models"/],
  ])("refuses an %s", async (_, args, message) => {
    const outcome = await qkv(args);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(message);
  });

  test("shows a stack with QKV_DEBUG=1 only", async () => {
    const args = ["train", "--data", "nowhere.txt"];
    expect((await qkv(args)).stderr).not.toContain("    at ");
    expect((await qkv(args, { env: { QKV_DEBUG: "1" } })).stderr).toContain("    at ");
  });
});
