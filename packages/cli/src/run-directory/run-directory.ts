import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { descriptionFileNames, type FilesByName } from "@qkv/nn/model-folder";
import { removeLeftovers, writeFileSafely } from "@qkv/nn/node";
import { CommandError } from "../failures/command-error.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import { RunClaim } from "./run-claim.ts";

/** The adapter of a fine-tuning alone, as PEFT opens it. */
const adapterFiles = ["adapter/adapter_config.json", "adapter/adapter_model.safetensors"];

/** The model that a run started from, where what it learns is measured against that. */
const referenceFiles = ["reference/config.json", "reference/model.safetensors"];

/** Where a training run keeps its files. */
export class RunDirectory {
  readonly path: string;
  #claim: RunClaim | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Make the folder this training's until it ends, and remove what killed trainings have left in it. Returns, in words, who
   * has it when it is another's.
   */
  async claim(): Promise<string | undefined> {
    const claim = await RunClaim.take(this.ownerFile);
    if (typeof claim === "string") return claim;
    this.#claim = claim;
    for (const file of this.files) await removeLeftovers(file, { claimed: true });
    return undefined;
  }

  release(): void {
    this.#claim?.release();
    this.#claim = undefined;
  }

  /** Throw when another training has taken the folder over: nothing of it may be replaced. */
  requireClaim(): void {
    if (this.#claim?.held) return;
    throw new CommandError(
      `${this.shown} is another training's by now, since this one showed no life for long; nothing more was saved there`,
    );
  }

  pathOf(file: string): string {
    return join(this.path, file);
  }

  /** Says who trains here. */
  get ownerFile(): string {
    return this.pathOf(".qkv-owner.json");
  }
  get config(): string {
    return this.pathOf("config.json");
  }
  /** The weights alone, for generating. */
  get model(): string {
    return this.pathOf("model.safetensors");
  }
  /** Weights, moments, generator and data position, for going on. */
  get training(): string {
    return this.pathOf("training.safetensors");
  }
  /** Says that the run ended by itself before its last step. */
  get ended(): string {
    return this.pathOf("ended.json");
  }
  get history(): string {
    return this.pathOf("history.jsonl");
  }

  /** Write files by their names, each so that it is whole or as it was. */
  async write(files: FilesByName): Promise<void> {
    for (const [name, bytes] of files) {
      const path = this.pathOf(name);
      await mkdir(dirname(path), { recursive: true });
      await writeFileSafely(path, bytes);
    }
  }

  /** Every file that a run may write here. */
  get files(): readonly string[] {
    return [
      ...[...descriptionFileNames, ...adapterFiles, ...referenceFiles].map((name) =>
        this.pathOf(name),
      ),
      ...[this.model, this.training, this.history, this.ended],
    ];
  }

  /** The path as a user in the current folder would write it. */
  get shown(): string {
    return pathFromHere(this.path);
  }
}
