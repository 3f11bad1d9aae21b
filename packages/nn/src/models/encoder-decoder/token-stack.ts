import { combineMasks } from "../../attention/attention-masks.ts";
import type { CrossAttentionOptions } from "../../attention/cross-attention.ts";
import { CrossAttention } from "../../attention/cross-attention.ts";
import { DecodingCaches } from "../../attention/decoding-caches.ts";
import { KeyValueCaches } from "../../attention/key-value-caches.ts";
import { MemoryCache } from "../../attention/memory-cache.ts";
import { Dropout } from "../../layers/dropout.ts";
import type { Embedding } from "../../layers/embedding.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { scale } from "../../ops/scale.ts";
import { T5RelativeBias } from "../../positions/t5-relative-bias.ts";
import { defaultGenerator } from "../../random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import { type BlockContext, TransformerBlock } from "../block/transformer-block.ts";
import type { TokenStackNames, TokenStackOptions } from "./stack-options.ts";
import { StackPositionTable } from "./stack-positions.ts";

/** What goes through a stack beside the ids. */
export interface TokenStackContext extends Pick<BlockContext, "mask" | "memory" | "memoryMask"> {
  /** The ids are the tokens after those in it; of a decoder. */
  readonly caches?: DecodingCaches | undefined;
}

/** What a stack is made of that its owner decides. */
export interface TokenStackParts {
  /** Owned by somebody else, who shares it; in the state dict there. */
  readonly tokens: Embedding;
  /** Width of the memory that blocks attend to; without it they have no cross attention, as those of an encoder. */
  readonly memoryWidth?: number;
}

/**
 * One side of an encoder-decoder: token ids [batch, tokens] to the residual stream. An encoder, or, with cross attention to a
 * memory and causal, a decoder behind an encoder of any kind.
 */
export class TokenStack extends Module {
  readonly positions: StackPositionTable | undefined;
  readonly bias: T5RelativeBias | undefined;
  readonly blocks: ModuleList<TransformerBlock>;
  readonly embeddingNorm: BlockNorm | undefined;
  readonly norm: BlockNorm | undefined;
  readonly options: TokenStackOptions;
  readonly #tokens: Embedding;
  readonly #dropout: Dropout;
  readonly #outputDropout: Dropout;
  readonly #generator: ParameterOptions["generator"];

  constructor(
    stack: TokenStackOptions,
    names: TokenStackNames,
    { tokens, memoryWidth }: TokenStackParts,
    options: ParameterOptions,
  ) {
    super();
    const { dModel, dropout, positions, initial, attention } = stack;
    this.options = stack;
    this.#tokens = tokens;
    this.#generator = options.generator;
    const norm = (name: string | undefined, wanted: boolean) =>
      wanted && name !== undefined
        ? this.child(name, blockNorm(dModel, stack.norm, options))
        : undefined;
    if (positions.kind === "relative") {
      const { numBuckets, maxDistance } = positions;
      const buckets = { numBuckets, maxDistance, bidirectional: !(attention.causal ?? true) };
      const weightInit = normalWith(initial.weights);
      const bias = new T5RelativeBias(attention.heads, { ...options, ...buckets, weightInit });
      this.bias = this.child(names.positions, bias);
    } else {
      const table = new StackPositionTable(positions, dModel, initial.weights, options);
      this.positions = this.child(names.positions, table);
    }
    const crossAttention = (given: CrossAttentionOptions) =>
      new CrossAttention({ ...given, memoryWidth });
    const shared = memoryWidth === undefined ? {} : { crossAttention };
    const blocks = Array.from(
      { length: stack.layers },
      () => new TransformerBlock(stack, names, options, shared),
    );
    this.blocks = this.child(names.layers, new ModuleList(blocks));
    this.embeddingNorm = norm(names.embeddingNorm, stack.embeddingNorm);
    this.norm = norm(names.norm, stack.finalNorm);
    this.#dropout = this.child("drop", new Dropout(dropout.embedding, options));
    this.#outputDropout = this.child("output_dropout", new Dropout(dropout.output ?? 0, options));
  }

  /** int32 ids [batch, tokens] -> [batch, tokens, dModel], not yet normalised. */
  forward(ids: Tensor, { caches, mask: hidden, ...context }: TokenStackContext = {}): Tensor {
    const start = caches?.length ?? 0;
    const [, tokens] = ids.shape as [number, number];
    const bias = this.bias?.forward(tokens, start + tokens); // [1, heads, tokens, keys]
    const mask = combineMasks(bias, hidden);
    let x = this.#embed(ids, start);
    for (const [i, block] of [...this.blocks].entries()) {
      if (this.#leftOut()) continue;
      const kept = { cache: caches?.target.layers[i], memoryCache: caches?.memory[i] };
      x = block.forward(x, { ...context, ...kept, mask });
    }
    return x;
  }

  /** The final norm, where there is one: [batch, tokens, dModel] -> the same. */
  finish(x: Tensor): Tensor {
    return this.#outputDropout.forward(this.norm ? this.norm.forward(x) : x);
  }

  /** Tokens that it knows positions for. */
  get contextLength(): number {
    const { positions } = this.options;
    return positions.kind === "relative" ? Number.POSITIVE_INFINITY : positions.length;
  }

  /** Empty caches of a decoder, for targets of up to `capacity` tokens. */
  newCaches(batch: number, capacity: number): DecodingCaches {
    const blocks = [...this.blocks];
    return new DecodingCaches(
      new KeyValueCaches(blocks.map(({ attention }) => attention.newCache({ batch, capacity }))),
      blocks.map(() => new MemoryCache()),
    );
  }

  #embed(ids: Tensor, start: number): Tensor {
    const { embeddingScale = 1 } = this.options;
    const looked = this.#tokens.forward(ids); // [batch, tokens, dModel]
    const token = embeddingScale === 1 ? looked : scale(looked, embeddingScale);
    const position = this.positions?.forward(start, ids.shape[1]!); // [tokens, dModel]
    const sum = position ? add(token, position) : token;
    const normed = this.embeddingNorm ? this.embeddingNorm.forward(sum) : sum;
    return this.see("embedded", this.#dropout.forward(normed), ["N", "T", "E"]);
  }

  #leftOut(): boolean {
    const { layerDrop = 0 } = this.options;
    if (!this.training || layerDrop === 0) return false;
    return (this.#generator ?? defaultGenerator).uniform(1)[0]! < layerDrop;
  }
}
