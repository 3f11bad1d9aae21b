import { Module } from "../../module/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Problem } from "./label-losses.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** What a backbone gives, for a head. */
export interface Encoded {
  /** [batch, tokens, dModel] */
  readonly hidden: Tensor;
  /** [batch, dModel], of an encoder with a pooler. */
  readonly pooled?: Tensor | undefined;
  /** int32 [batch, tokens]: 1 of tokens, 0 of padding. */
  readonly attentionMask?: Tensor | undefined;
  /** What goes into each layer, and `hidden`: of an encoder of sound. */
  readonly layers?: readonly Tensor[];
  /** So many sequences one behind another are the choices of one question. */
  readonly choices?: number | undefined;
}

/** What a head gives, by Hugging Face's names; the first is the main one. */
export type HeadOutputs = Readonly<Record<string, Tensor>>;

/** What stands on a backbone, be it of text, images, sound or series: it turns vectors into scores. */
export abstract class Head<E = Encoded> extends Module {
  /** What the classes are called that it tells apart, `id2label` in config.json. */
  readonly labels?: readonly string[] | undefined;

  abstract forward(encoded: E): HeadOutputs;

  /**
   * The loss of its outputs, where Hugging Face's model has one: what they were made of is `encoded`, and `problem` what
   * config.json says that scores are for.
   */
  lossOf(_outputs: HeadOutputs, _problem?: Problem, _encoded?: E): LossOfTargets | undefined {
    return undefined;
  }
}

/** The main one of a head's outputs. */
export const mainOutput = (outputs: HeadOutputs): Tensor => Object.values(outputs)[0]!;
