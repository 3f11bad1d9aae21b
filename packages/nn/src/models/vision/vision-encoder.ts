import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { EncoderStack } from "../encoder/encoder-stack.ts";
import { PatchEmbedding } from "./patch-embedding.ts";
import type { VisionNames, VisionOptions } from "./vision-options.ts";

/** A vision transformer without a head: patches as tokens, blocks, and a norm. Dosovitskiy et al., arXiv:2010.11929. */
export class VisionEncoder extends Module {
  readonly embeddings: PatchEmbedding;
  readonly stack: EncoderStack;

  constructor(vision: VisionOptions, names: VisionNames, options: ParameterOptions) {
    super();
    this.embeddings = this.child(names.embeddings, new PatchEmbedding(vision, names, options));
    this.stack = this.child("", new EncoderStack(vision, names, options));
  }

  /** See `PatchEmbedding` -> [batch, tokens, dModel], the extra tokens first. */
  forward(x: Tensor, interpolatePositions = false): Tensor {
    return this.stack.forward(this.embeddings.forward(x, interpolatePositions));
  }
}
