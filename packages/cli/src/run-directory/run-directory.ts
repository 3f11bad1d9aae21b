import { join, relative } from "node:path";

/** Where a training run keeps its files. */
export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get config(): string {
    return join(this.path, "config.json");
  }
  get tokenizer(): string {
    return join(this.path, "tokenizer.json");
  }
  /** The weights alone, for generating. */
  get model(): string {
    return join(this.path, "model.safetensors");
  }
  /** Weights, moments, generator and data position, for going on. */
  get training(): string {
    return join(this.path, "training.safetensors");
  }
  get history(): string {
    return join(this.path, "history.jsonl");
  }

  get files(): readonly string[] {
    return [this.config, this.tokenizer, this.model, this.training, this.history];
  }

  /** The path as a user in the current folder would write it. */
  get shown(): string {
    const fromHere = relative(process.cwd(), this.path);
    return fromHere === "" ? "." : fromHere.startsWith("..") ? this.path : fromHere;
  }
}
