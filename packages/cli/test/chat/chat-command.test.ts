import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasTerminals } from "../in-terminal.ts";
import { newFolder } from "../run-qkv.ts";
import { tinyChatModel } from "../serve/tiny-model.ts";

const folder = newFolder();
beforeAll(async () => {
  await tinyChatModel(folder);
  await tinyChatModel(folder, { template: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const binary = fileURLToPath(new URL("../../bin/qkv.js", import.meta.url));
const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = process.env;

interface Chatted {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run `qkv chat` with lines out of a pipe. */
function piped(lines: string, ...args: readonly string[]): Promise<Chatted> {
  const child = spawn(process.execPath, [binary, "chat", ...args], {
    cwd: folder,
    env: environment,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  child.stdin.end(lines);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

const greedy = ["--model", "tiny", "--temperature", "0", "--max-new-tokens", "6"];

test("lines of a pipe are answered, the answers alone on stdout, without colours", async () => {
  const { code, stdout, stderr } = await piped(
    "Hello\nAnd \\\nthe sea?\n/save chat.json\n",
    ...greedy,
  );
  expect([code, stdout.includes("\u001b["), stderr.includes("\u001b[")], stderr).toEqual([
    0,
    false,
    false,
  ]);
  const saved = JSON.parse(readFileSync(join(folder, "chat.json"), "utf8")) as {
    messages: { role: string; content: string }[];
  };
  const contents = saved.messages.map(({ content }) => content);
  expect(saved.messages.map(({ role }) => role)).toEqual([
    "user",
    "assistant",
    "user",
    "assistant",
  ]);
  expect([contents[0], contents[2]]).toEqual(["Hello", "And \nthe sea?"]);
  expect(stdout).toBe(`${contents[1]}\n${contents[3]}\n`);
  expect(stderr.match(/\[6 tokens, [\d.]+ tokens\/s/g)).toHaveLength(2);
});

test("a model without a template is told so once", async () => {
  const { code, stderr } = await piped(
    "Hello\nAgain\n",
    "--model",
    "plain",
    "--max-new-tokens",
    "4",
  );
  expect(code).toBe(0);
  expect(stderr.match(/has no chat template/g)).toHaveLength(1);
});

if (hasTerminals)
  describe("on a terminal", () => {
    test("Ctrl-C stops the answer, not the chat; twice at the prompt leaves", async () => {
      const command = [process.execPath, binary, "chat", "--model", "tiny", "--seed", "1"]
        .map((one) => `'${one}'`)
        .join(" ");
      const child = spawn(
        "script",
        ["-qefc", `stty cols 80 rows 24; exec ${command}`, "/dev/null"],
        {
          cwd: folder,
          env: { ...environment, TERM: "xterm-256color", SHELL: "/bin/sh" },
        },
      );
      let [written, from] = ["", 0];
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        written += part;
      });
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
      /** Wait for something new on the screen, then type. */
      const at = async (pattern: RegExp, keys: string): Promise<void> => {
        await expect.poll(() => pattern.test(written.slice(from)), { timeout: 20_000 }).toBe(true);
        from = written.length;
        child.stdin.write(keys);
      };
      await at(/> /, "Hello\r");
      await at(/[^\s>][\s\S]{20}/, "\u0003");
      await at(/stopped; prompt[\s\S]*> /, "/set seed 2\r");
      await at(/seed 2[\s\S]*> /, "half a line\u0003");
      await at(/once more leaves[\s\S]*> /, "\u0003");
      expect(await ended).toBe(0);
      expect(written).toMatch(/\[\d+ tokens?.*, stopped; prompt \d+ tokens\]/);
      expect(written, "what was typed is dropped").not.toMatch(/> half a line[\s\S]*> half a line/);
    });
  });
else test("on a terminal", ({ skip }) => skip("needs util-linux' script; apt install bsdutils"));
