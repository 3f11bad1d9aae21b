import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));
const binary = pathOf("bin/qkv.js");
const built = pathOf("dist/qkv.js");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sees stdout as it grows, and may stop the process. */
  readonly watch?: (stdout: string, child: ChildProcess) => void;
  /** A shell command that limits what the process may do, such as `ulimit -f 20`. */
  readonly limit?: string;
}

/** Run the built command in a process of its own. */
export function qkv(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { cwd, env, watch, limit } = options;
  if (!existsSync(built)) throw new Error(`${built} is missing: run npm run build`);
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const command = [process.execPath, binary, ...args];
  const [program, ...rest] = limit
    ? ["bash", "-c", `${limit}; exec "$@"`, "bash", ...command]
    : command;
  const child = spawn(program!, rest, { cwd, env: { ...inherited, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
    watch?.(stdout, child);
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** What a command says on stderr but for its progress, of which there is more on a machine that is slow. */
export const withoutProgress = (stderr: string): string =>
  stderr.replace(/^.*: \d+ % of .*\n/gm, "");

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "qkv-cli-"));

/** 2,600 characters with enough order in them to be learnt. */
export const sampleText =
  "The whale swam on. The ship went after it, and the sea was wide.\n".repeat(40);

/** Options of a model that trains in a blink. */
export const small = [
  ...["--preset", "tiny", "--layers", "1", "--d-model", "16", "--context", "8", "--batch", "4"],
];

/** A folder with text.txt in it. */
export function folderWithText(folder = temporaryFolder()): string {
  writeFileSync(join(folder, "text.txt"), sampleText);
  return folder;
}

/** The objects of JSON lines; throws where a line is anything else. */
export function jsonLines(text: string): readonly Record<string, unknown>[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** What must be the same in two runs: everything but the speed. */
export function losses(records: readonly Record<string, unknown>[]): readonly unknown[] {
  return records.map(({ step, loss, learningRate, gradNorm }) => [
    step,
    loss,
    learningRate,
    gradNorm,
  ]);
}
