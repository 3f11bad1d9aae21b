import { Module } from "../../module/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What an encoder gave, for a head. */
export interface Encoded {
  /** [batch, tokens, dModel] */
  readonly hidden: Tensor;
  /** [batch, dModel], of an encoder with a pooler. */
  readonly pooled?: Tensor | undefined;
  /** int32 [batch, tokens]: 1 of tokens, 0 of padding. */
  readonly attentionMask?: Tensor | undefined;
}

/** What a head gives, by Hugging Face's names; the first is the main one. */
export type HeadOutputs = Readonly<Record<string, Tensor>>;

/** What stands on an encoder: it turns vectors into scores. */
export abstract class Head extends Module {
  abstract forward(encoded: Encoded): HeadOutputs;
}
