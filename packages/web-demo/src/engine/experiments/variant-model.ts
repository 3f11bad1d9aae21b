import {
  Embedding,
  GELU,
  type Generator,
  LayerNorm,
  Linear,
  Module,
  ModuleList,
  MultiheadAttention,
  type Tensor,
  tensor,
} from "@qkv/nn";
import type { ExperimentMask, Variant } from "../protocol.ts";

/** A transformer of which parts can be left out: what the library's own layers rightly do not offer. */
export class VariantModel extends Module {
  readonly #tokens: Embedding;
  readonly #positions: Embedding;
  readonly #layers: ModuleList<VariantLayer>;
  readonly #norm: LayerNorm;
  readonly #head: Linear;

  constructor(
    variant: Variant,
    { vocabSize, length }: { vocabSize: number; length: number },
    generator: Generator,
  ) {
    super();
    const { width, layers } = variant;
    this.#tokens = this.child("tokens", new Embedding(vocabSize, width, { generator }));
    this.#positions = this.child("positions", new Embedding(length, width, { generator }));
    this.#layers = this.child(
      "layers",
      new ModuleList(Array.from({ length: layers }, () => new VariantLayer(variant, generator))),
    );
    this.#norm = this.child("norm", new LayerNorm(width));
    this.#head = this.child("head", new Linear(width, vocabSize, { generator }));
  }

  /** ids [N, M] -> logits [N, M, vocab]; `blocked` [M, M]: 1 = may not attend. */
  forward(ids: Tensor, blocked: Tensor): Tensor {
    const places = tensor(Int32Array.from({ length: ids.shape[1]! }, (_, place) => place));
    let stream = this.#tokens.forward(ids).add(this.#positions.forward(places));
    for (const layer of this.#layers) stream = layer.forward(stream, blocked);
    return this.#head.forward(this.#norm.forward(stream));
  }
}

/** Norm first, as GPT-2: x + attention(norm(x)), then x + feedForward(norm(x)). */
class VariantLayer extends Module {
  readonly #variant: Variant;
  readonly #norm1: LayerNorm;
  readonly #norm2: LayerNorm;
  readonly #attention: MultiheadAttention;
  readonly #expand: Linear;
  readonly #contract: Linear;
  readonly #activation = new GELU();

  constructor(variant: Variant, generator: Generator) {
    super();
    this.#variant = variant;
    const { width, heads, hidden } = variant;
    this.#norm1 = this.child("norm1", new LayerNorm(width));
    this.#norm2 = this.child("norm2", new LayerNorm(width));
    this.#attention = this.child("attention", new MultiheadAttention(width, heads, { generator }));
    this.#expand = this.child("expand", new Linear(width, hidden, { generator }));
    this.#contract = this.child("contract", new Linear(hidden, width, { generator }));
  }

  forward(x: Tensor, attnMask: Tensor): Tensor {
    const { feedForward, residual } = this.#variant;
    const normed = this.#norm1.forward(x);
    const { output } = this.#attention.forward(normed, normed, normed, {
      attnMask,
      needWeights: false,
    });
    const attended = residual ? x.add(output) : output;
    if (feedForward === "none") return attended;
    const hidden = this.#expand.forward(this.#norm2.forward(attended));
    const bent = feedForward === "linear" ? hidden : this.#activation.forward(hidden);
    const fed = this.#contract.forward(bent);
    return residual ? attended.add(fed) : fed;
  }
}

/** [length, length], 1 = may not attend: the whole future, the next place alone, or nothing. */
export function blockedCells(mask: ExperimentMask, length: number): Int32Array {
  const blocks: Record<ExperimentMask, (query: number, key: number) => boolean> = {
    future: (query, key) => key > query,
    next: (query, key) => key === query + 1,
    none: () => false,
  };
  return Int32Array.from({ length: length * length }, (_, cell) =>
    blocks[mask](Math.floor(cell / length), cell % length) ? 1 : 0,
  );
}
