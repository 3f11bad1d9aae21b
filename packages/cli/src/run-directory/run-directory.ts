import { join } from "node:path";
import { descriptionFileNames } from "@qkv/nn/model-folder";
import { pathFromHere } from "../terminal/shown-path.ts";

/** Where a training run keeps its files. */
export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  pathOf(file: string): string {
    return join(this.path, file);
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
  get history(): string {
    return this.pathOf("history.jsonl");
  }

  /** Every file that a run may write here. */
  get files(): readonly string[] {
    return [
      ...descriptionFileNames.map((name) => this.pathOf(name)),
      ...[this.model, this.training, this.history],
    ];
  }

  /** The path as a user in the current folder would write it. */
  get shown(): string {
    return pathFromHere(this.path);
  }
}
