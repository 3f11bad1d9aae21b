/** What a convolutional classifier is made of. */
export interface ConvolutionalOptions {
  readonly channels: number;
  /** [height, width] of the pictures. */
  readonly imageSize: readonly [number, number];
  /** Kernels of each stage, first to last. */
  readonly kernels: readonly number[];
  /** Height and width of the kernels of each stage: odd, so that pictures keep their size. */
  readonly kernelSizes: readonly number[];
  /** Width of the layer between pixels and classes. */
  readonly dModel: number;
  /** Probability of dropping an element before each of the last two layers while training. */
  readonly dropout: number;
  readonly labels: readonly string[];
}

/** Height and width behind the stages, each of which halves them, rounding down. */
export const sidesBehind = ({
  imageSize,
  kernels,
}: Pick<ConvolutionalOptions, "imageSize" | "kernels">): readonly [number, number] => {
  const [height, width] = imageSize.map((side) => Math.floor(side / 2 ** kernels.length));
  return [height!, width!];
};
