import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import { Dropout } from "../layers/dropout.ts";
import { Embedding } from "../layers/embedding.ts";
import { LayerNorm } from "../layers/layer-norm.ts";
import { Linear } from "../layers/linear.ts";
import { normalWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { ModuleList } from "../module/module-list.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { add } from "../ops/add.ts";
import { embedding } from "../ops/embedding.ts";
import { sinusoidalPositions } from "../positions/sinusoidal-positions.ts";
import type { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { Block } from "./gpt-block.ts";
import { GptCache } from "./gpt-cache.ts";
import { type GptConfig, type GptOptions, gptConfig } from "./gpt-config.ts";
import { gptLinearInit } from "./gpt-init.ts";
import { sampleIds } from "./sample-ids.ts";

export interface GptForwardOptions {
  /** Decode on: the ids are the tokens after those in the cache. */
  readonly cache?: GptCache;
  /** Logits of the last token of each sequence only: [batch, 1, vocabSize]. */
  readonly lastOnly?: boolean;
}

/**
 * A decoder-only transformer with GPT-2's architecture, initial values and state-dict keys (linear
 * weights are [out, in] as in `nn.Linear`). Radford et al. 2019.
 */
export class Gpt extends Module {
  readonly config: GptConfig;
  readonly tokenEmbedding: Embedding;
  readonly positionEmbedding: Embedding | undefined;
  readonly blocks: ModuleList<Block>;
  readonly norm: LayerNorm;
  readonly head: Linear;
  readonly #dropout: Dropout;
  #sinusoids: Tensor | undefined;

  constructor(gptOptions: GptOptions, options: ParameterOptions = {}) {
    super();
    this.config = gptConfig(gptOptions);
    const { vocabSize, contextLength, layers, dModel, dropout, bias } = this.config;
    const embed = { ...options, weightInit: normalWith(0.02) };
    this.tokenEmbedding = this.child("transformer.wte", new Embedding(vocabSize, dModel, embed));
    if (this.config.positions === "learned")
      this.positionEmbedding = this.child(
        "transformer.wpe",
        new Embedding(contextLength, dModel, embed),
      );
    else this.#sinusoids = this.#makeSinusoids(options.device);
    this.#dropout = this.child("transformer.drop", new Dropout(dropout, options));
    const blocks = Array.from({ length: layers }, () => new Block(this.config, options));
    this.blocks = this.child("transformer.h", new ModuleList(blocks));
    this.norm = this.child("transformer.ln_f", new LayerNorm(dModel, { ...options, bias }));
    const { weight } = this.tokenEmbedding;
    const tied = this.config.tieWeights ? { weight } : {};
    this.head = this.child(
      "lm_head",
      new Linear(dModel, vocabSize, {
        ...options,
        ...gptLinearInit,
        ...tied,
        bias: false,
        axis: "vocab",
      }),
    );
  }

  /** int32 ids [batch, tokens] -> logits [batch, tokens, vocabSize]. */
  forward(ids: Tensor, { cache, lastOnly = false }: GptForwardOptions = {}): Tensor {
    const { contextLength } = this.config;
    const start = cache?.length ?? 0;
    const tokens = ids.shape[1];
    if (
      ids.shape.length !== 2 ||
      tokens === undefined ||
      tokens < 1 ||
      start + tokens > contextLength
    )
      throw new ShapeError(
        `Gpt: ids are ${formatShape(ids.shape)}${start > 0 ? ` after ${start} in the cache` : ""}, ` +
          `expected [batch, tokens] with at most ${contextLength} tokens (contextLength)`,
      );
    return scope(() => {
      let x = this.#embed(ids, start, tokens); // [batch, tokens, dModel]
      for (const [i, block] of [...this.blocks].entries()) x = block.forward(x, cache?.layers[i]);
      if (lastOnly) x = lastTokens(x); // [batch, 1, dModel]
      return this.see("logits", this.unembed(x), ["N", "T", "vocab"]);
    });
  }

  /** Final norm and head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    return this.head.forward(this.norm.forward(x));
  }

  get decoderLayers(): ModuleList<Block> {
    return this.blocks;
  }

  /** Inputs of `forward` for a trial run: ids [batch, contextLength]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { contextLength, vocabSize } = this.config;
    return [sampleIds(batch, contextLength, vocabSize)];
  }

  /** An empty key/value cache for sequences of up to contextLength tokens. */
  newCache(batch = 1): GptCache {
    return new GptCache(this.tokenEmbedding.device, this.config, batch);
  }

  #embed(ids: Tensor, start: number, tokens: number): Tensor {
    const positions = Int32Array.from({ length: tokens }, (_, i) => start + i);
    const token = this.tokenEmbedding.forward(ids); // [batch, tokens, dModel]
    const places = tensor(positions, { device: ids.device });
    const position = this.positionEmbedding?.rows(places) ?? embedding(this.#sinusoids!, places); // [tokens, dModel]
    const seen = this.see("positions", position, ["T", "E"]);
    return this.see("embedded", this.#dropout.forward(add(token, seen)), ["N", "T", "E"]);
  }

  protected override movedTo(device: Device): void {
    if (!this.#sinusoids) return;
    this.#sinusoids.dispose();
    this.#sinusoids = this.#makeSinusoids(device);
  }

  #makeSinusoids(device: Device | undefined): Tensor {
    const { contextLength, dModel } = this.config;
    return sinusoidalPositions(contextLength, dModel, { device }).makeLasting();
  }

  override dispose(): void {
    super.dispose();
    this.#sinusoids?.dispose();
  }
}

/** [batch, tokens, width] -> [batch, 1, width], the last token of each sequence. */
function lastTokens(x: Tensor): Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const last = Int32Array.from({ length: batch }, (_, i) => (i + 1) * tokens - 1);
  const rows = embedding(x.reshape(batch * tokens, width), tensor(last, { device: x.device }));
  return rows.reshape(batch, 1, width);
}
