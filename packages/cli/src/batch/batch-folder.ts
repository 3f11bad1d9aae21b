import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { removeLeftovers, writeFileSafely } from "@qkv/nn/node";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { RunClaim } from "../run-directory/run-claim.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import type { Answer, PlacedInput } from "./answers.ts";
import { type BatchInput, type Manifest, readManifest } from "./manifest.ts";
import { readLines, writeLines } from "./shard-file.ts";

/** An input that has no answer, for the list of the dead. */
export interface DeadLetter extends BatchInput {
  readonly index: number;
  readonly attempts: number;
  /** Of each attempt. */
  readonly reasons: readonly string[];
}

/** Where a batch keeps what it has to do, and what is done. */
export class BatchFolder {
  readonly path: string;
  #claim: RunClaim | undefined;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get manifestFile(): string {
    return join(this.path, "manifest.json");
  }
  /** All results, in the order of the inputs. */
  get results(): string {
    return join(this.path, "results.jsonl");
  }
  /** The dead letters. */
  get failed(): string {
    return join(this.path, "failed.jsonl");
  }
  /** As long as it is there, nothing is handed out. */
  get pausedFile(): string {
    return join(this.path, "paused");
  }
  get ownerFile(): string {
    return join(this.path, ".qkv-owner.json");
  }
  get shown(): string {
    return pathFromHere(this.path);
  }
  get exists(): boolean {
    return existsSync(this.manifestFile);
  }
  get paused(): boolean {
    return existsSync(this.pausedFile);
  }

  /** The folder is this process's until it ends. @throws UsageError when it is another's */
  async claim(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    const claim = await RunClaim.take(this.ownerFile, "qkv batch");
    if (typeof claim === "string")
      throw new UsageError(`${this.shown} is in use by ${claim}; wait until it has ended`);
    this.#claim = claim;
    for (const file of [this.manifestFile, this.results, this.failed])
      await removeLeftovers(file, { claimed: true });
  }

  release(): void {
    this.#claim?.release();
    this.#claim = undefined;
  }

  async manifest(): Promise<Manifest> {
    if (!this.exists)
      throw new CommandError(
        `${this.shown} has no manifest.json, so no batch was begun there; expected the --output of one`,
      );
    return readManifest(await readFile(this.manifestFile, "utf8"), this.manifestFile);
  }

  /** Write what there is to do; the manifest comes last, so that a folder which has one has all of it. */
  async begin(manifest: Manifest, shards: AsyncIterable<readonly [string, readonly BatchInput[]]>) {
    for (const folder of ["shards", "answers"])
      await mkdir(join(this.path, folder), { recursive: true });
    for await (const [hash, inputs] of shards) await writeLines(this.#shard(hash), inputs);
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFileSafely(this.manifestFile, new TextEncoder().encode(text));
  }

  inputsOf(hash: string): Promise<readonly BatchInput[]> {
    return readLines(this.#shard(hash));
  }

  /** undefined of a shard that has none yet. */
  async answersOf(hash: string): Promise<readonly Answer[] | undefined> {
    const path = this.#answers(hash);
    return existsSync(path) ? readLines(path) : undefined;
  }

  async keepAnswers(hash: string, answers: readonly Answer[]): Promise<void> {
    if (this.#claim?.held !== true)
      throw new CommandError(
        `${this.shown} is another qkv batch's by now, since this one showed no life for long; nothing more was saved there`,
      );
    await writeLines(this.#answers(hash), answers);
  }

  /** When the answers of each shard were written, in milliseconds; those without any are left out. */
  async answerTimes(): Promise<ReadonlyMap<string, number>> {
    const folder = join(this.path, "answers");
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".jsonl"));
    const times = names.map(
      async (name) =>
        [name.slice(0, -".jsonl".length), (await stat(join(folder, name))).mtimeMs] as const,
    );
    return new Map(await Promise.all(times));
  }

  async pause(): Promise<void> {
    await writeFile(this.pausedFile, "");
  }

  async resume(): Promise<void> {
    await rm(this.pausedFile, { force: true });
  }

  /** Write all results in the order of the inputs, and the dead letters; resolves with these. */
  async writeResults(manifest: Manifest): Promise<readonly DeadLetter[]> {
    const dead: DeadLetter[] = [];
    await writeFileSafely(this.results, this.#resultLines(manifest, dead));
    if (dead.length > 0) await writeLines(this.failed, dead);
    else await rm(this.failed, { force: true });
    return dead;
  }

  async *#resultLines(
    { shards }: Manifest,
    dead: DeadLetter[],
  ): AsyncGenerator<Uint8Array, void, void> {
    const encoder = new TextEncoder();
    for (const { hash, from } of shards) {
      const answers = await this.answersOf(hash);
      if (!answers) continue;
      const inputs = await this.inputsOf(hash);
      const lines = answers.flatMap((answer) => {
        const { index } = answer;
        const input = inputs[index - from]!;
        if ("result" in answer)
          return [`${JSON.stringify({ index, ...input, result: answer.result })}\n`];
        dead.push({ index, ...input, attempts: answer.failed.length, reasons: answer.failed });
        return [];
      });
      yield encoder.encode(lines.join(""));
    }
  }

  #shard(hash: string): string {
    return join(this.path, "shards", `${hash}.jsonl`);
  }
  #answers(hash: string): string {
    return join(this.path, "answers", `${hash}.jsonl`);
  }
}

/** The inputs of a shard with their places. */
export const placed = (inputs: readonly BatchInput[], from: number): readonly PlacedInput[] =>
  inputs.map(({ input }, i) => ({ index: from + i, input }));
