import type { EncoderStackNames, EncoderStackOptions } from "../encoder/encoder-stack-options.ts";

/** Height and width, or any other two sizes in this order. */
export type Sides = readonly [height: number, width: number];

/** The shape of a vision transformer: patches of an image, or of a spectrogram, are its tokens. */
export interface VisionOptions extends EncoderStackOptions {
  /** A spectrogram comes as [batch, time, frequencies], and is an image of one channel, as high as there are frequencies. */
  readonly input: "image" | "spectrogram";
  readonly channels: number;
  readonly imageSize: Sides;
  readonly patchSize: Sides;
  /** Steps from patch to patch; patches overlap where it is less than their size. */
  readonly patchStride: Sides;
  /** Learnt tokens in front of the patches: of the class (ViT), and of what a teacher says (DeiT). */
  readonly extraTokens: readonly string[];
  /** Probability of dropping an element of the embedded patches while training. */
  readonly embeddingDropout: number;
}

/** How a family calls the parts of a vision transformer in its state dict. */
export interface VisionNames extends EncoderStackNames {
  readonly embeddings: string;
  readonly patches: string;
  readonly positions: string;
}

/** Patches along each side. */
export const patchGrid = ({ imageSize, patchSize, patchStride }: VisionOptions): Sides => [
  Math.floor((imageSize[0] - patchSize[0]) / patchStride[0]) + 1,
  Math.floor((imageSize[1] - patchSize[1]) / patchStride[1]) + 1,
];
