import type { BatchSource, Generator, Module, Tensor, Tokenizer } from "@qkv/nn";
import type { Model } from "@qkv/nn/models";
import type { RunAttention, RunFile, RunSample } from "../protocol.ts";

/** What a kind of model learns from, and how: all that the training loop does not know. */
export interface Learner<B = unknown> {
  readonly model: Model & Module;
  /** What dropout draws from. */
  readonly generator: Generator;
  /** Another model of the same shape, whose values do not matter. */
  newModel(): Model & Module;
  readonly data: BatchSource<B>;
  /** Of a batch, one element. */
  readonly loss: (batch: B) => Tensor;
  readonly tokensPerBatch: number;
  readonly vocabSize: number;
  readonly amounts: { readonly training: number; readonly heldOut: number };
  /** Mean loss of a part of what is held out, the same part each time. */
  heldOutLoss(): Promise<number>;
  sample(): Promise<RunSample>;
  /** Where a model of this shape looks in a text. */
  attention(model: Model, text: string): Promise<Omit<RunAttention, "step">>;
  files(): Promise<readonly RunFile[]>;
}

/** Run with a model that foresees rather than learns: without dropout. Between two steps. */
export function foreseeing<T>(model: Module, body: () => T): T {
  const learns = model.training;
  model.eval();
  try {
    return body();
  } finally {
    if (learns) model.train();
  }
}

/** The characters that a vocabulary has, of a text that people typed. */
export function knownText(tokenizer: Tokenizer, text: string): string {
  return [...text]
    .filter((character) => {
      try {
        return tokenizer.encode(character).length > 0;
      } catch {
        return false;
      }
    })
    .join("");
}
