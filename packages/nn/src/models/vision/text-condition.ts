import { Embedding } from "../../layers/embedding.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { constant } from "../../op-definition/constant.ts";
import { add } from "../../ops/add.ts";
import { neg } from "../../ops/neg.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { TransformerEncoderLayer } from "../../transformer/transformer-encoder-layer.ts";
import { keyMask } from "../block/key-mask.ts";
import type { Memory } from "../roles.ts";
import type { DiffusionTransformerOptions, TextOptions } from "./diffusion-transformer-options.ts";

/** What a text says, as vectors of its tokens that a denoiser looks at: a small encoder, which learns with the denoiser. */
export class TextCondition extends Module {
  readonly tokens: Embedding;
  readonly positions: Embedding;
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly norm: LayerNorm;
  readonly #length: number;

  constructor(
    { dModel, heads, hidden }: DiffusionTransformerOptions,
    { vocabSize, length, layers }: TextOptions,
    options: ParameterOptions,
  ) {
    super();
    const drawn = { ...options, weightInit: normalWith(0.02) };
    const shape = { dModel, nhead: heads, dimFeedforward: hidden, dropout: 0, normFirst: true };
    const layer = () =>
      new TransformerEncoderLayer({ ...options, ...shape, activation: "gelu" as const });
    this.#length = length;
    this.tokens = this.child("token_embedding", new Embedding(vocabSize, dModel, drawn));
    this.positions = this.child("position_embedding", new Embedding(length, dModel, drawn));
    this.layers = this.child("layers", new ModuleList(Array.from({ length: layers }, layer)));
    this.norm = this.child("final_layer_norm", new LayerNorm(dModel, options));
  }

  /** int32 ids [batch, tokens], int32 mask [batch, tokens], 1 of tokens and 0 of padding -> [batch, tokens, dModel] */
  forward(ids: Tensor, mask?: Tensor): Memory {
    expectTensor(this.path, "input_ids", ids);
    const { device } = this.tokens.weight;
    this.expect("input_ids", ids, device, "int32");
    const [, tokens = 0] = ids.shape;
    if (ids.shape.length !== 2 || tokens < 1 || tokens > this.#length)
      this.refuse("input_ids", ids, `[batch, 1 to ${this.#length} tokens]`);
    return scope(() => {
      const places = constant(
        device,
        [tokens],
        () => Array.from({ length: tokens }, (_, i) => i),
        "int32",
      );
      let x = add(this.tokens.forward(ids), this.positions.forward(places));
      const hidden = keyMask(this.path, mask, ids.shape);
      const padding = mask && { srcKeyPaddingMask: paddingOf(mask) };
      for (const layer of this.layers) x = layer.forward(x, padding ?? {});
      const states = this.see("states", this.norm.forward(x), ["N", "M", "E"]);
      return hidden ? { states, mask: hidden } : { states };
    });
  }
}

/** 1 of padding, as PyTorch's encoders take it. */
const paddingOf = (mask: Tensor): Tensor => add(neg(mask), 1);
