import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWithText, jsonLines, losses, qkv, small } from "./run-qkv.ts";

const limited = process.platform === "linux" ? test : test.skip; // ulimit -v is Linux's
const note =
  /^note: ulimit -v leaves too few addresses .*--disable-wasm-trap-handler, a little slower$/gm;
const train = (...more: string[]) => [
  ...["train", "--data", "text.txt", ...small, "--steps", "20", "--eval-every", "20", "--json"],
  ...more,
];

limited(
  "a process with too few addresses runs itself again without guard regions, and says so once",
  async () => {
    const cwd = folderWithText();
    const free = await qkv(train("--out", "free"), { cwd });
    const narrow = await qkv(train("--out", "narrow"), { cwd, limit: "ulimit -v 8000000" });
    expect([free.code, narrow.code]).toEqual([0, 0]);
    expect(free.stderr).not.toMatch(note);
    expect(narrow.stderr.match(note)).toHaveLength(1);
    const [one, other] = ["free", "narrow"].map((out) =>
      losses(jsonLines(readFileSync(join(cwd, out, "history.jsonl"), "utf8"))),
    );
    expect(other).toEqual(one);
    expect(one!.length).toBeGreaterThan(0);
  },
);

limited("exit codes and what is read and written pass through", async () => {
  const limit = "ulimit -v 8000000";
  const missing = await qkv(["generate", "--model", "nowhere"], { limit });
  expect(missing.code).toBe((await qkv(["generate", "--model", "nowhere"])).code);
  expect(missing.code).not.toBe(0);
  expect(missing.stderr.match(note)).toHaveLength(1);
  expect(missing.stderr).toContain("nowhere");
});

limited("what needs no memory, or has been asked already, does not run twice", async () => {
  const help = await qkv(["--help"], { limit: "ulimit -v 8000000" });
  expect([help.code, help.stderr]).toEqual([0, ""]);
  const asked = await qkv(["generate", "--model", "nowhere"], {
    limit: "ulimit -v 8000000",
    env: { NODE_OPTIONS: "--disable-wasm-trap-handler" },
  });
  expect(asked.stderr).not.toMatch(note);
  const enough = await qkv(["generate", "--model", "nowhere"], { limit: "ulimit -v 16000000" });
  expect(enough.stderr).not.toMatch(note);
});

limited.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s reaches the training, which saves", async (signal, expected) => {
  const cwd = folderWithText();
  const steps = ["--steps", "1000000", "--out", "run", "--json"];
  let pid: number | undefined;
  const { code } = await qkv(["train", "--data", "text.txt", ...small, ...steps], {
    cwd,
    limit: "ulimit -v 8000000",
    watch: (stdout, child) => {
      if (pid !== undefined || stdout.split("\n").length < 3) return;
      pid = child.pid;
      child.kill(signal);
    },
  });
  expect(code).toBe(expected);
  expect(existsSync(join(cwd, "run", "training.safetensors"))).toBe(true);
});
