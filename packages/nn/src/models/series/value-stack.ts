import { CrossAttention } from "../../attention/cross-attention.ts";
import { defaultDevice } from "../../device/default-device.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { embedding } from "../../ops/embedding.ts";
import { positionIds } from "../../positions/position-ids.ts";
import { defaultGenerator, type Generator } from "../../random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import { TransformerBlock } from "../block/transformer-block.ts";
import { halfSinusoids } from "../encoder-decoder/half-sinusoids.ts";
import type { ForecastNames, ValueStackOptions } from "./forecast-options.ts";

/** One side of a forecaster: values and features of each step are projected, placed in time, and go through blocks. */
export class ValueStack extends Module {
  /** features -> dModel */
  readonly projection: Linear;
  /** [steps, dModel] */
  readonly positions: Tensor;
  readonly norm: BlockNorm;
  readonly blocks: ModuleList<TransformerBlock>;
  readonly #dropout: Dropout;
  readonly #layerDrop: number;
  readonly #generator: Generator;

  /** `behindEncoder`: its blocks attend to a memory too, and see no later step. */
  constructor(
    given: ValueStackOptions,
    names: ForecastNames,
    behindEncoder: boolean,
    options: ParameterOptions,
  ) {
    super();
    const { features, dModel, layers, steps, initial, layerDrop } = given;
    const { device = defaultDevice(), generator = defaultGenerator } = options;
    this.#layerDrop = layerDrop;
    this.#generator = generator;
    const linear = { ...options, bias: false, weightInit: normalWith(initial.weights), axis: "E" };
    this.projection = this.child(
      "value_embedding.value_projection",
      new Linear(features, dModel, linear),
    );
    this.positions = this.buffer("embed_positions.weight", halfSinusoids(steps, dModel, device));
    this.norm = this.child("layernorm_embedding", blockNorm(dModel, given.norm, options));
    const block = { ...given, attention: { ...given.attention, causal: behindEncoder } };
    const shared = behindEncoder
      ? {
          crossAttention: (one: ConstructorParameters<typeof CrossAttention>[0]) =>
            new CrossAttention(one),
        }
      : {};
    const blocks = Array.from(
      { length: layers },
      () => new TransformerBlock(block, names, options, shared),
    );
    this.blocks = this.child("layers", new ModuleList(blocks));
    this.#dropout = this.child("dropout", new Dropout(given.embeddingDropout, options));
  }

  /** Values and features [batch, steps, features] of the steps from `start` on -> [batch, steps, dModel] */
  forward(x: Tensor, start = 0, memory?: Tensor): Tensor {
    const places = positionIds(x.device, start, x.shape[1]!);
    const positions = embedding(this.positions, places);
    const placed = add(this.projection.forward(x), this.see("positions", positions, ["T", "E"]));
    let y = this.#dropout.forward(this.norm.forward(placed));
    y = this.see("embedded", y, ["N", "T", "E"]);
    for (const block of this.blocks) if (!this.#passesOver()) y = block.forward(y, { memory });
    return y;
  }

  #passesOver(): boolean {
    const probability = this.#layerDrop;
    return this.training && probability > 0 && this.#generator.uniform(1)[0]! < probability;
  }
}
