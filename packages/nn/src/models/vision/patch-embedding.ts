import { Conv2d } from "../../layers/conv2d.ts";
import { Dropout } from "../../layers/dropout.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { cat } from "../../ops/cat.ts";
import { expand } from "../../ops/expand.ts";
import { interpolate } from "../../ops/interpolate.ts";
import { permute } from "../../ops/permute.ts";
import { reshape } from "../../ops/reshape.ts";
import { split } from "../../ops/split.ts";
import { transpose } from "../../ops/transpose.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { patchGrid, type Sides, type VisionNames, type VisionOptions } from "./vision-options.ts";

/** Patches as tokens, learnt tokens in front of them, and a learnt position for each. Dosovitskiy et al., arXiv:2010.11929. */
export class PatchEmbedding extends Module {
  /** A module of its own, for its name. */
  readonly patches: Conv2d;
  /** Each [1, 1, dModel]. */
  readonly extraTokens: readonly Tensor[];
  /** [1, tokens, dModel], those of the extra tokens first. */
  readonly positions: Tensor;
  readonly #vision: VisionOptions;
  readonly #dropout: Dropout;

  constructor(vision: VisionOptions, names: VisionNames, options: ParameterOptions) {
    super();
    const { dModel, channels, patchSize, patchStride: stride, extraTokens, initial } = vision;
    const weightInit = normalWith(initial.weights);
    const learnt = (name: string, tokens: number) =>
      this.parameter(name, newParameter([1, tokens, dModel], dModel, weightInit, options));
    this.#vision = vision;
    this.extraTokens = extraTokens.map((name) => learnt(name, 1));
    const conv = { ...options, stride, weightInit, biasInit: filledWith(0) };
    this.patches = this.child(names.patches, new Conv2d(channels, dModel, patchSize, conv));
    const [high, wide] = patchGrid(vision);
    this.positions = learnt(names.positions, high * wide + extraTokens.length);
    this.#dropout = this.child("dropout", new Dropout(vision.embeddingDropout, options));
  }

  /** An image [batch, channels, height, width], or a spectrogram [batch, time, frequencies] -> [batch, tokens, dModel]. */
  forward(x: Tensor, interpolatePositions = false): Tensor {
    const patches = this.patches.forward(this.#image(x, interpolatePositions)); // [batch, dModel, high, wide]
    const [batch, dModel, high, wide] = patches.shape as [number, number, number, number];
    const tokens = transpose(reshape(patches, [batch, dModel, high * wide]), 1, 2);
    const all = cat(
      [...this.extraTokens.map((token) => expand(token, batch, 1, dModel)), tokens],
      1,
    );
    const positions = this.see("positions", this.#positionsOf([high, wide]), ["1", "T", "E"]);
    const embedded = this.#dropout.forward(add(all, positions));
    return this.see("embedded", embedded, ["N", "T", "E"]);
  }

  /** The input as an image, of the size that the positions are for unless they are interpolated. */
  #image(x: Tensor, anySize: boolean): Tensor {
    const { input, channels, imageSize } = this.#vision;
    const [height, width] = imageSize;
    this.expect("x", x, this.positions.device);
    const [, ...given] = x.shape;
    if (input === "spectrogram") {
      if (given.length !== 2 || given[0] !== width || given[1] !== height)
        this.refuse("x", x, `[batch, ${width}, ${height}], [batch, time, frequencies]`);
      return unsqueeze(transpose(x, 1, 2), 1); // [batch, 1, frequencies, time]
    }
    const fits = anySize || (given[1] === height && given[2] === width);
    if (given.length !== 3 || given[0] !== channels || !fits)
      this.refuse(
        "x",
        x,
        `[batch, ${channels}, ${anySize ? "height, width" : `${height}, ${width}`}], [batch, channels, height, width]`,
      );
    return x;
  }

  /** The positions of a grid of patches: those that were learnt, or, of another size, between them. */
  #positionsOf(size: Sides): Tensor {
    const [high, wide] = patchGrid(this.#vision);
    if (size[0] === high && size[1] === wide) return this.positions;
    const extra = this.extraTokens.length;
    const [ofTokens, ofPatches] = split(this.positions, [extra, high * wide], 1);
    const dModel = this.positions.shape[2]!;
    const grid = permute(reshape(ofPatches!, [1, high, wide, dModel]), 0, 3, 1, 2);
    const resized = interpolate(grid, { size: [...size], mode: "bicubic" });
    const rows = reshape(permute(resized, 0, 2, 3, 1), [1, size[0] * size[1], dModel]);
    return extra === 0 ? rows : cat([ofTokens!, rows], 1);
  }
}
