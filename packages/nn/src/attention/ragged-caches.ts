import { cat } from "../ops/cat.ts";
import { reshape } from "../ops/reshape.ts";
import { growsWithLength } from "../ops/rope-frequencies.ts";
import { expectInstance, expectList } from "../options/expect-argument.ts";
import { expectCount } from "../options/expect-count.ts";
import type { RotaryEmbedding } from "../positions/rotary-embedding.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HeadOperands } from "./head-operands.ts";
import {
  gatherHeads,
  type HeadRows,
  headsInTurn,
  headsSideBySide,
  sliceTokens,
} from "./head-rows.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import { KeyValueCaches } from "./key-value-caches.ts";

/** The next tokens of one sequence, whose caches are of a batch of one. */
export interface RaggedPart<Cache = KeyValueCaches> {
  readonly cache: Cache;
  readonly tokens: number;
  /** How many of them, the last, have their logits computed: one unless given. */
  readonly asked?: number;
}

/** Where the tokens stand. */
export interface RaggedPlaces {
  /** Turns queries and keys. */
  readonly rotary: RotaryEmbedding | undefined;
  /** int32 [1, tokens] */
  readonly positions: Tensor | undefined;
}

/** One layer's caches of sequences of different lengths, whose next tokens stand one behind the other: [1, tokens, ...]. */
export class RaggedCache {
  readonly parts: readonly RaggedPart<KeyValueCache>[];
  /** One more than the highest position of the tokens. */
  readonly reach: number;

  constructor(parts: readonly RaggedPart<KeyValueCache>[], reach: number) {
    this.parts = parts;
    this.reach = reach;
  }

  /** Attention of each sequence by itself, one after the other: [1, tokens of all, heads headSize]. */
  attend(
    operands: HeadOperands,
    { rotary, positions }: RaggedPlaces,
    each: (operands: HeadOperands, cache: KeyValueCache) => Tensor,
  ): Tensor {
    const byLength = rotary && growsWithLength(rotary.scaling) ? rotary : undefined;
    const together = byLength ? undefined : rotary;
    const { q, k, v } = together ? this.#rotated(operands, together, positions!) : operands;
    let end = 0;
    const outputs = this.parts.map(({ cache, tokens }) => {
      const start = end;
      end += tokens;
      const own = (rows: HeadRows) => sliceTokens(rows, start, end);
      const turned = (rows: HeadRows) =>
        byLength
          ? headsInTurn(byLength.forward(gatherHeads(own(rows)), { offset: cache.length }))
          : own(rows);
      return each({ q: turned(q), k: turned(k), v: own(v), packed: false }, cache);
    });
    return outputs.length === 1 ? outputs[0]! : cat(outputs, 1);
  }

  /** All tokens at their positions at once, each as a sequence of its own. */
  #rotated({ q, k, v }: HeadOperands, rotary: RotaryEmbedding, positions: Tensor): HeadOperands {
    const place = { positions: reshape(positions, [q.tokens, 1]), offset: this.reach - 1 };
    const rotated = ({ tensor, at, tokens, heads, headSize }: HeadRows): HeadRows => {
      const apart = { ...at, batch: at.row, row: headSize };
      const rows = gatherHeads({ tensor, at: apart, batch: tokens, heads, tokens: 1, headSize });
      const turned = rotary.forward(rows, place); // [tokens, heads, 1, headSize]
      return headsSideBySide(reshape(turned, [1, tokens, heads * headSize]), headSize, heads);
    };
    return { q: rotated(q), k: rotated(k), v, packed: false };
  }
}

/**
 * The caches of sequences of different lengths, for one pass over the next tokens of all of them: [1, tokens], those of a
 * sequence behind those of the one before. A sequence may come more than once, with the tokens that follow.
 */
export class RaggedCaches {
  readonly layers: readonly RaggedCache[];
  /** Of each token. */
  readonly positions: Int32Array;
  /** One more than the highest of them. */
  readonly reach: number;
  /** The tokens whose logits are computed, by their places in the pass. */
  readonly asked: Int32Array;

  constructor(parts: readonly RaggedPart[]) {
    expectList("RaggedCaches", "parts", parts);
    if (parts.length === 0)
      throw new RangeError("RaggedCaches: parts are empty, expected a sequence with its tokens");
    for (const { cache, tokens, asked = 1 } of parts) {
      expectInstance("RaggedCaches", "cache", cache, KeyValueCaches, "the caches of all layers");
      expectCount("RaggedCaches", "tokens", tokens);
      expectCount("RaggedCaches", "asked", asked, 0);
    }
    const before = new Map<KeyValueCaches, number>();
    const positions: number[] = [];
    const asked: number[] = [];
    for (const { cache, tokens, asked: wanted = 1 } of parts) {
      const start = before.get(cache) ?? cache.length;
      for (let i = 0; i < tokens; i++) {
        if (tokens - i <= wanted) asked.push(positions.length);
        positions.push(start + i);
      }
      before.set(cache, start + tokens);
    }
    this.positions = Int32Array.from(positions);
    this.asked = Int32Array.from(asked);
    this.reach = Math.max(...before.values());
    this.layers = parts[0]!.cache.layers.map(
      (_, layer) =>
        new RaggedCache(
          parts.map(({ cache, tokens }) => ({ cache: cache.layers[layer]!, tokens })),
          this.reach,
        ),
    );
  }
}
