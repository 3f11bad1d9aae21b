import type { BlockNames } from "../block/block-names.ts";
import type { BlockOptions, FeedForwardActivation } from "../block/block-options.ts";
import type { SpecAugmentOptions } from "./spec-augment.ts";

/** The shape of an encoder of raw sound: convolutions, then a transformer. Baevski et al., arXiv:2006.11477. */
export interface SpeechOptions extends BlockOptions {
  readonly layers: number;
  readonly convolutions: readonly SpeechConvolution[];
  readonly convolutionBias: boolean;
  /** "group": of the first convolution, each channel over all time; "layer": of each, all channels at each time. */
  readonly convolutionNorm: "group" | "layer";
  readonly convolutionActivation: FeedForwardActivation;
  /** Of the convolution that gives positions. */
  readonly positions: { readonly kernel: number; readonly groups: number };
  readonly featureDropout: number;
  /** Probability of passing over a block while training: arXiv:1909.11556. */
  readonly layerDrop: number;
  /** Whether a vector is learnt in the place of what is hidden while training; zeros otherwise. */
  readonly hiddenVector: boolean;
  /** What is hidden while training. */
  readonly specAugment: SpecAugmentOptions;
}

export interface SpeechConvolution {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
}

/** How a family calls the parts of a speech encoder in its state dict. */
export interface SpeechNames extends BlockNames {
  readonly backbone: string;
}
