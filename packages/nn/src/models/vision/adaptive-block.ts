import { CrossAttention } from "../../attention/cross-attention.ts";
import { SelfAttention } from "../../attention/self-attention.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { mul } from "../../ops/mul.ts";
import { split } from "../../ops/split.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { activated } from "../block/feed-forward.ts";
import type { Memory } from "../roles.ts";
import type { DiffusionTransformerOptions } from "./diffusion-transformer-options.ts";
import { xavierUniform } from "./xavier-uniform.ts";

/** A norm without weights, whose output a condition scales and shifts: x [batch, tokens, dModel], the others [batch, 1, dModel]. */
export const modulated = (norm: LayerNorm, x: Tensor, shift: Tensor, scale: Tensor): Tensor =>
  add(mul(norm.forward(x), add(scale, 1)), shift);

/**
 * A block whose norms are scaled and shifted, and whose parts are weighed, by a condition; all of it by 0 at first, so that
 * the block begins as the identity: adaLN-Zero of Peebles and Xie (ICCV 2023), section 3.2. Between the two it may look at a
 * text, as in PixArt (Chen et al., arXiv:2310.00426), whose projection begins as 0 too.
 */
export class AdaptiveBlock extends Module {
  readonly modulation: Linear;
  readonly attention: SelfAttention;
  /** To a text's tokens, of a model that is told texts, behind a norm of its own. */
  readonly crossAttention: CrossAttention | undefined;
  readonly expand: Linear;
  readonly project: Linear;
  readonly #norms: readonly [attention: LayerNorm, feedForward: LayerNorm];
  readonly #crossNorm: LayerNorm | undefined;

  constructor(shape: DiffusionTransformerOptions, options: ParameterOptions) {
    super();
    const { dModel, heads, hidden, eps } = shape;
    const none = filledWith(0);
    const linear = { ...options, weightInit: xavierUniform(dModel, dModel), biasInit: none };
    const norm = (name: string) =>
      this.child(name, new LayerNorm(dModel, { ...options, eps, elementwiseAffine: false }));
    const modulation = { ...linear, weightInit: none, axis: "6 E" };
    this.modulation = this.child("norm1.linear", new Linear(dModel, 6 * dModel, modulation));
    const first = norm("norm1.norm");
    this.attention = this.child(
      "attn1",
      new SelfAttention({
        ...{ ...linear, dModel, heads, causal: false, projections: "separate" },
        names: { q: "to_q", k: "to_k", v: "to_v", output: "to_out.0" },
      }),
    );
    if (shape.text) {
      this.#crossNorm = norm("norm2");
      this.crossAttention = this.child(
        "attn2",
        new CrossAttention({
          ...{ ...linear, dModel, heads, bias: true, dropout: 0, projectionInit: none },
          names: { q: "to_q", k: "to_k", v: "to_v", output: "to_out.0" },
        }),
      );
    }
    this.#norms = [first, norm("norm3")];
    const weightInit = xavierUniform(dModel, hidden);
    const wide = { ...linear, weightInit, axis: "hidden" };
    this.expand = this.child("ff.net.0.proj", new Linear(dModel, hidden, wide));
    this.project = this.child("ff.net.2", new Linear(hidden, dModel, { ...wide, axis: "E" }));
  }

  /** x [batch, tokens, dModel] under a condition [batch, dModel], and what a text says -> the same */
  forward(x: Tensor, condition: Tensor, text?: Memory): Tensor {
    return scope(() => {
      const [before, behind] = this.#norms;
      const told = unsqueeze(this.modulation.forward(condition), 1); // [batch, 1, 6 dModel]
      const parts = split(told, condition.shape[1]!, -1);
      const [shift, scale, gate, shiftNext, scaleNext, gateNext] = parts;
      const attended = this.attention.forward(modulated(before, x, shift!, scale!));
      const y = this.#told(add(x, mul(attended, gate!)), text);
      const wide = activated(this.expand, modulated(behind, y, shiftNext!, scaleNext!), "geluTanh");
      const output = add(y, mul(this.project.forward(wide), gateNext!));
      return this.see("output", output, ["N", "T", "E"]);
    });
  }

  /** x, and what it finds in the text. */
  #told(x: Tensor, text: Memory | undefined): Tensor {
    const attention = this.crossAttention;
    if (!attention || !text) return x;
    const found = attention.attend(this.#crossNorm!.forward(x), {
      ...{ memory: text.states, mask: text.mask },
    });
    return attention.projection.forward(found, { residual: x });
  }
}
