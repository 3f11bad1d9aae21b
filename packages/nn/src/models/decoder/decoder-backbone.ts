import type { KeyValueCaches } from "../../attention/key-value-caches.ts";
import { SlidingWindow } from "../../attention/sliding-window.ts";
import { tensor } from "../../device/create-tensor.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Embedding } from "../../layers/embedding.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { embedding } from "../../ops/embedding.ts";
import { RotaryEmbedding } from "../../positions/rotary-embedding.ts";
import { sinusoidalPositions } from "../../positions/sinusoidal-positions.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { DecoderBlock } from "./decoder-block.ts";
import type { DecoderNames } from "./decoder-names.ts";
import { type DecoderNorm, decoderNorm } from "./decoder-norm.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** A decoder-only transformer without a head: token ids to the residual stream after the last block. */
export class DecoderBackbone extends Module {
  readonly tokenEmbedding: Embedding;
  readonly positionEmbedding: Embedding | undefined;
  readonly blocks: ModuleList<DecoderBlock>;
  readonly norm: DecoderNorm;
  readonly #dropout: Dropout;
  readonly #shape: readonly [contextLength: number, dModel: number];
  #sinusoids: Tensor | undefined;

  constructor(decoder: DecoderOptions, names: DecoderNames, options: ParameterOptions) {
    super();
    const { vocabSize, contextLength, layers, dModel, dropout, initial } = decoder;
    const embed = { ...options, weightInit: normalWith(initial.weights) };
    this.#shape = [contextLength, dModel];
    this.tokenEmbedding = this.child(names.tokens, new Embedding(vocabSize, dModel, embed));
    const { positions } = decoder;
    if (positions === "learned")
      this.positionEmbedding = this.child(
        names.positions ?? "positions",
        new Embedding(contextLength, dModel, embed),
      );
    if (positions === "sinusoidal") this.#sinusoids = this.#makeSinusoids(options.device);
    this.#dropout = this.child("drop", new Dropout(dropout.embedding, options));
    const shared = this.#shared(decoder, options);
    const blocks = Array.from(
      { length: layers },
      () => new DecoderBlock(decoder, names, options, shared),
    );
    this.blocks = this.child(names.layers, new ModuleList(blocks));
    this.norm = this.child(names.norm, decoderNorm(decoder, options));
  }

  /** int32 ids [batch, tokens] -> [batch, tokens, dModel], not yet normalised. The ids follow those in the cache. */
  forward(ids: Tensor, cache?: KeyValueCaches): Tensor {
    let x = this.#embed(ids, cache?.length ?? 0); // [batch, tokens, dModel]
    for (const [i, block] of [...this.blocks].entries()) x = block.forward(x, cache?.layers[i]);
    return x;
  }

  #embed(ids: Tensor, start: number): Tensor {
    const token = this.tokenEmbedding.forward(ids); // [batch, tokens, dModel]
    const position = this.#positions(ids, start); // [tokens, dModel]
    const sum = position ? add(token, this.see("positions", position, ["T", "E"])) : token;
    return this.see("embedded", this.#dropout.forward(sum), ["N", "T", "E"]);
  }

  #positions({ shape, device }: Tensor, start: number): Tensor | undefined {
    const table = this.positionEmbedding ?? this.#sinusoids;
    if (!table) return undefined;
    const places = tensor(
      Int32Array.from({ length: shape[1]! }, (_, i) => start + i),
      { device },
    );
    return table instanceof Embedding ? table.rows(places) : embedding(table, places);
  }

  /** Tables of rotations and the mask of a window are made once for all blocks. */
  #shared({ positions, dModel, attention }: DecoderOptions, options: ParameterOptions) {
    const { heads, headSize = dModel / heads, window } = attention;
    const shared: { rotary?: RotaryEmbedding; window?: SlidingWindow } = {};
    if (typeof positions === "object") {
      const { dim = headSize, ...rotation } = positions;
      const { device } = options;
      const rotary = new RotaryEmbedding(dim, { ...(device ? { device } : {}), ...rotation });
      shared.rotary = this.child("rotary_emb", rotary);
    }
    if (typeof window === "number") shared.window = this.child("window", new SlidingWindow(window));
    return shared;
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
