import type { BlockOptions } from "../block/block-options.ts";
import type { SeriesScaling } from "./series-scaler.ts";

/** The shape of an encoder of patches of several series. Nie et al., arXiv:2211.14730. */
export interface PatchSeriesOptions extends Omit<BlockOptions, "norm"> {
  readonly channels: number;
  readonly contextLength: number;
  readonly patchLength: number;
  readonly patchStride: number;
  readonly layers: number;
  readonly scaling: SeriesScaling;
  /** "batch": each feature over the batch and all patches. */
  readonly norm: { readonly kind: "batch" | "layer"; readonly eps: number };
  /** Series are embedded by one matrix, or each by its own. */
  readonly sharedEmbedding: boolean;
  /** After attention along time, the same attention across the series. */
  readonly channelAttention: boolean;
  readonly positions: "learned" | "sinusoidal";
  readonly classToken: boolean;
  readonly positionDropout: number;
}

/** Patches of the end of the context, so that none is left over at its end. */
export const patchCount = ({ contextLength, patchLength, patchStride }: PatchSeriesOptions) =>
  Math.floor((Math.max(contextLength, patchLength) - patchLength) / patchStride) + 1;
