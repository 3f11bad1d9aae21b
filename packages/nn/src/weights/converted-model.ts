import type { Checkpoint } from "./checkpoint.ts";

/** A model out of a file of another library's, in the form of a Hugging Face folder. */
export interface ConvertedModel {
  /** What its config.json would say. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Its weights under Hugging Face's names and in its layout; read as they are asked for. */
  readonly checkpoint: Checkpoint;
  /** What its tokenizer.json would say; undefined for a file without a tokenizer. */
  readonly tokenizer?: Readonly<Record<string, unknown>> | undefined;
  /** What its tokenizer_config.json would say: special tokens by name, the chat template. */
  readonly tokenizerConfig?: Readonly<Record<string, unknown>> | undefined;
}
