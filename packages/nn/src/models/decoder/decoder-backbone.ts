import type { KeyValueCaches } from "../../attention/key-value-caches.ts";
import { tensor } from "../../device/create-tensor.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Embedding } from "../../layers/embedding.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { embedding } from "../../ops/embedding.ts";
import { sinusoidalPositions } from "../../positions/sinusoidal-positions.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { DecoderBlock } from "./decoder-block.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** A decoder-only transformer without a head: token ids to the residual stream after the last block. */
export class DecoderBackbone extends Module {
  readonly tokenEmbedding: Embedding;
  readonly positionEmbedding: Embedding | undefined;
  readonly blocks: ModuleList<DecoderBlock>;
  readonly norm: LayerNorm;
  readonly #dropout: Dropout;
  readonly #shape: readonly [contextLength: number, dModel: number];
  #sinusoids: Tensor | undefined;

  constructor(decoder: DecoderOptions, names: DecoderNames, options: ParameterOptions) {
    super();
    const { vocabSize, contextLength, layers, dModel, dropout, initial } = decoder;
    const embed = { ...options, weightInit: normalWith(initial.weights) };
    this.#shape = [contextLength, dModel];
    this.tokenEmbedding = this.child(names.tokens, new Embedding(vocabSize, dModel, embed));
    if (decoder.positions === "learned")
      this.positionEmbedding = this.child(
        names.positions,
        new Embedding(contextLength, dModel, embed),
      );
    else this.#sinusoids = this.#makeSinusoids(options.device);
    this.#dropout = this.child("drop", new Dropout(dropout.embedding, options));
    const blocks = Array.from({ length: layers }, () => new DecoderBlock(decoder, names, options));
    this.blocks = this.child(names.layers, new ModuleList(blocks));
    this.norm = this.child(names.norm, new LayerNorm(dModel, { ...options, ...decoder.norm }));
  }

  /** int32 ids [batch, tokens] -> [batch, tokens, dModel], not yet normalised. The ids follow those in the cache. */
  forward(ids: Tensor, cache?: KeyValueCaches): Tensor {
    let x = this.#embed(ids, cache?.length ?? 0); // [batch, tokens, dModel]
    for (const [i, block] of [...this.blocks].entries()) x = block.forward(x, cache?.layers[i]);
    return x;
  }

  #embed(ids: Tensor, start: number): Tensor {
    const positions = Int32Array.from({ length: ids.shape[1]! }, (_, i) => start + i);
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
    return sinusoidalPositions(...this.#shape, { device }).makeLasting();
  }

  protected override freed(): void {
    this.#sinusoids?.dispose();
  }
}
