import type { KeyValueCaches } from "../../attention/key-value-caches.ts";
import type { MemoryCache } from "../../attention/memory-cache.ts";
import type { RaggedCaches } from "../../attention/ragged-caches.ts";
import { SlidingWindow } from "../../attention/sliding-window.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Embedding } from "../../layers/embedding.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { embedding } from "../../ops/embedding.ts";
import { scale } from "../../ops/scale.ts";
import { positionIds } from "../../positions/position-ids.ts";
import { RotaryEmbedding } from "../../positions/rotary-embedding.ts";
import { sinusoidalPositions } from "../../positions/sinusoidal-positions.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import {
  type BlockContext,
  type SharedByBlocks,
  TransformerBlock,
} from "../block/transformer-block.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** What goes through a decoder beside the ids. */
export interface DecoderContext
  extends Pick<BlockContext, "mask" | "positions" | "memory" | "memoryMask"> {
  readonly cache?: KeyValueCaches | RaggedCaches | undefined;
  readonly memoryCaches?: readonly MemoryCache[] | undefined;
}

/** A decoder-only transformer without a head: token ids to the residual stream after the last block. */
export class DecoderBackbone extends Module {
  readonly tokenEmbedding: Embedding;
  readonly positionEmbedding: Embedding | undefined;
  readonly embeddingNorm: BlockNorm | undefined;
  readonly blocks: ModuleList<TransformerBlock>;
  readonly norm: BlockNorm;
  readonly #dropout: Dropout;
  readonly #embeddingScale: number;
  readonly #shape: readonly [contextLength: number, dModel: number];
  #sinusoids: Tensor | undefined;

  constructor(decoder: DecoderOptions, names: DecoderNames, options: ParameterOptions) {
    super();
    const { vocabSize, contextLength, layers, dModel, dropout, initial } = decoder;
    const embed = { ...options, weightInit: normalWith(initial.embeddings ?? initial.weights) };
    this.#shape = [contextLength, dModel];
    this.#embeddingScale = decoder.embeddingScale ?? 1;
    this.tokenEmbedding = this.child(
      names.tokens,
      new Embedding(vocabSize, dModel, {
        ...embed,
        ...(decoder.paddingRow === undefined ? {} : { paddingIdx: decoder.paddingRow }),
      }),
    );
    const { positions } = decoder;
    if (positions === "learned")
      this.positionEmbedding = this.child(
        names.positions ?? "positions",
        new Embedding(contextLength, dModel, embed),
      );
    if (positions === "sinusoidal") this.#sinusoids = this.#makeSinusoids(options.device);
    const { embeddingNorm } = decoder;
    if (embeddingNorm)
      this.embeddingNorm = this.child(
        names.embeddingNorm ?? "embedding_norm",
        blockNorm(dModel, embeddingNorm, options),
      );
    this.#dropout = this.child("drop", new Dropout(dropout.embedding, options));
    const shared = this.#shared(decoder, options);
    const blocks = Array.from(
      { length: layers },
      (_, i) => new TransformerBlock(decoder, names, options, shared(i)),
    );
    this.blocks = this.child(names.layers, new ModuleList(blocks));
    this.norm = this.child(names.norm, blockNorm(dModel, decoder.norm, options));
  }

  /** int32 ids [batch, tokens] -> [batch, tokens, dModel], not yet normalised. The ids follow those in the cache. */
  forward(ids: Tensor, { cache, memoryCaches, ...context }: DecoderContext = {}): Tensor {
    const start = cache && "length" in cache ? cache.length : 0;
    let x = this.#embed(ids, start, context.positions); // [batch, tokens, dModel]
    for (const [i, block] of [...this.blocks].entries())
      x = block.forward(x, {
        ...context,
        cache: cache?.layers[i],
        memoryCache: memoryCaches?.[i],
      });
    return x;
  }

  #embed(ids: Tensor, start: number, positions: Tensor | undefined): Tensor {
    const looked = this.tokenEmbedding.forward(ids); // [batch, tokens, dModel]
    const token = this.#embeddingScale === 1 ? looked : scale(looked, this.#embeddingScale);
    const position = this.#positions(ids, start, positions); // [tokens, dModel], or of each sequence
    const sum = position ? add(token, this.see("positions", position, ["T", "E"])) : token;
    const normed = this.embeddingNorm ? this.embeddingNorm.forward(sum) : sum;
    return this.see("embedded", this.#dropout.forward(normed), ["N", "T", "E"]);
  }

  #positions({ shape, device }: Tensor, start: number, given: Tensor | undefined) {
    const table = this.positionEmbedding ?? this.#sinusoids;
    if (!table) return undefined;
    const places = given ?? positionIds(device, start, shape[1]!);
    return table instanceof Embedding ? table.rows(places) : embedding(table, places);
  }

  /** Tables of rotations and the mask of a window are made once for all blocks: what layer i gets of them. */
  #shared(decoder: DecoderOptions, options: ParameterOptions): (layer: number) => SharedByBlocks {
    const { positions, dModel, attention, slidingLayers, slidingPositions } = decoder;
    const { heads, headSize = dModel / heads, window } = attention;
    const rotaryOf = (name: string, rotation: DecoderOptions["positions"] | undefined) => {
      if (typeof rotation !== "object") return {};
      const { dim = headSize, ...rest } = rotation;
      const { device } = options;
      const rotary = new RotaryEmbedding(dim, { ...(device ? { device } : {}), ...rest });
      return { rotary: this.child(name, rotary) };
    };
    const whole = rotaryOf("rotary_emb", positions);
    if (typeof window !== "number") return () => whole;
    const sliding = {
      ...(slidingPositions ? rotaryOf("rotary_emb_local", slidingPositions) : whole),
      window: this.child("window", new SlidingWindow(window)),
    };
    return (layer) => (!slidingLayers || slidingLayers[layer] ? sliding : whole);
  }

  protected override movedTo(device: Device): void {
    if (!this.#sinusoids) return;
    this.#sinusoids.dispose();
    this.#sinusoids = this.#makeSinusoids(device);
  }

  #makeSinusoids(device: Device | undefined): Tensor {
    return sinusoidalPositions(...this.#shape, { device }).makeLasting();
  }

  protected override freed(): void {
    this.#sinusoids?.dispose();
  }
}
