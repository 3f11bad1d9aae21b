import type { ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";
import { batch } from "../../src/commands/batch.ts";
import { jsonLines, type Outcome, qkv } from "../run-qkv.ts";

/** A folder of a tiny model of random weights. */
export const golden = (model: string): string =>
  fileURLToPath(new URL(`../../../nn/test/pipelines/golden/${model}`, import.meta.url));

const words = ["The whale", "the boat", "Maria", "a day", "the green door", "rope", "bread"];
const verbs = ["painted", "saw", "likes", "is", "went after"];

/** Texts of several lengths, all different. */
export const texts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => {
    const parts = [words[i % 7], verbs[i % 5], words[(i * 3 + 1) % 7], `${i}`];
    return [...parts, ...Array(i % 4).fill("and so on")].join(" ");
  });

/** A file of them, a JSON object a line, with ids. */
export function fileOfTexts(folder: string, count: number, name = "texts.jsonl"): string {
  const lines = texts(count).map((text, i) => JSON.stringify({ id: `t${i}`, text }));
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

export interface ResultLine {
  readonly index: number;
  readonly id?: string;
  readonly input: unknown;
  readonly result: unknown;
}

export const resultsIn = (folder: string): readonly ResultLine[] =>
  jsonLines(readFileSync(join(folder, "results.jsonl"), "utf8")) as never;

/** How many shards of a batch have their answers. */
export function answersIn(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names.filter((name) => /^answers.[0-9a-f]{32}\.jsonl$/.test(name)).length;
}

/** Run `qkv batch` in this process, which is quick; what goes wrong is thrown. */
export async function batchHere(
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string }> {
  let stdout = "";
  const [out, err] = ([process.stdout, process.stderr] as const).map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      if (stream === process.stdout) stdout += text;
      return true;
    }),
  );
  try {
    const code = await batch.run(args);
    return { code, stdout };
  } finally {
    out!.mockRestore();
    err!.mockRestore();
  }
}

/** A worker in a process of its own; it is stopped as a scheduler stops it. */
export function startWorker(url: string): { stop(): Promise<Outcome> } {
  let child: ChildProcess | undefined;
  let said: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    said = resolve;
  });
  const ended = qkv(["batch", "worker", "--queue", url], {
    watch: (_, process) => {
      child = process;
      said();
    },
  });
  onTestFinished(() => void child?.kill("SIGKILL"));
  return {
    async stop() {
      await Promise.race([ready, ended]);
      child?.kill("SIGTERM");
      return ended;
    },
  };
}
