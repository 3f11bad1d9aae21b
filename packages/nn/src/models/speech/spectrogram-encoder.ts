import { defaultDevice } from "../../device/default-device.ts";
import { Conv1d } from "../../layers/conv1d.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { constant } from "../../op-definition/constant.ts";
import { add } from "../../ops/add.ts";
import { gelu } from "../../ops/gelu.ts";
import { transpose } from "../../ops/transpose.ts";
import { defaultGenerator, type Generator } from "../../random/generator.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { BlockNames } from "../block/block-names.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import type { BlockOptions } from "../block/block-options.ts";
import { TransformerBlock } from "../block/transformer-block.ts";
import type { Encoded } from "../heads/head.ts";
import { sampleValues } from "../sample-values.ts";
import { type SpecAugmentOptions, specAugment } from "./spec-augment.ts";

/** The shape of an encoder of spectrograms of one length. */
export interface SpectrogramOptions extends BlockOptions {
  readonly layers: number;
  readonly melBins: number;
  /** Tokens; a spectrogram has twice as many frames. */
  readonly tokens: number;
  readonly embeddingDropout: number;
  /** Probability of passing over a block while training: arXiv:1909.11556. */
  readonly layerDrop: number;
  readonly specAugment: SpecAugmentOptions;
}

/** Whisper's encoder: two convolutions over time, sinusoids, blocks, a norm. Radford et al., arXiv:2212.04356, section 2.2. */
export class SpectrogramEncoder extends Module {
  readonly inputName = "input_features";
  readonly convolutions: readonly [Conv1d, Conv1d];
  /** [tokens, dModel] */
  readonly positions: Tensor;
  readonly blocks: ModuleList<TransformerBlock>;
  readonly norm: BlockNorm;
  readonly #given: SpectrogramOptions;
  readonly #dropout: Dropout;
  readonly #generator: Generator;

  constructor(given: SpectrogramOptions, names: BlockNames, options: ParameterOptions) {
    super();
    const { melBins, dModel, tokens, layers, norm } = given;
    const { device = defaultDevice(), generator = defaultGenerator } = options;
    this.#given = given;
    this.#generator = generator;
    const conv = (name: string, from: number, stride: number) =>
      this.child(name, new Conv1d(from, dModel, 3, { ...options, stride, padding: 1 }));
    this.convolutions = [conv("conv1", melBins, 1), conv("conv2", dModel, 2)];
    this.positions = this.buffer("embed_positions.weight", spacedSinusoids(tokens, dModel, device));
    const blocks = Array.from(
      { length: layers },
      () => new TransformerBlock(given, names, options),
    );
    this.blocks = this.child("layers", new ModuleList(blocks));
    this.norm = this.child("layer_norm", blockNorm(dModel, norm, options));
    this.#dropout = this.child("dropout", new Dropout(given.embeddingDropout, options));
  }

  /** Log-mel features [batch, melBins, 2 tokens] -> [batch, tokens, dModel] */
  forward(features: Tensor): Tensor {
    return this.layers(features).hidden;
  }

  /** The same, and what goes into each block. */
  layers(features: Tensor): Encoded {
    const { melBins, tokens, specAugment: augment } = this.#given;
    this.expect("features", features, this.positions.device);
    const [, bins, frames] = features.shape;
    if (features.shape.length !== 3 || bins !== melBins || frames !== 2 * tokens)
      this.refuse("features", features, `[batch, ${melBins}, ${2 * tokens}], padded with silence`);
    let x = features;
    if (this.training && augment.applied)
      x = transpose(specAugment(transpose(x, 1, 2), augment, 0, this.#generator), 1, 2);
    for (const convolution of this.convolutions) x = gelu(convolution.forward(x));
    const placed = add(transpose(x, 1, 2), this.see("positions", this.positions, ["T", "E"]));
    let y = this.see("embedded", this.#dropout.forward(placed), ["N", "T", "E"]);
    const layers = [y];
    for (const block of this.blocks) {
      if (!this.#passesOver()) y = block.forward(y);
      layers.push(y);
    }
    const hidden = this.norm.forward(y);
    return { hidden, layers: [...layers.slice(0, -1), hidden] };
  }

  /** An input for a trial run. */
  sampleInput(batch: number): HostTensor {
    return sampleValues([batch, this.#given.melBins, 2 * this.#given.tokens]);
  }

  #passesOver(): boolean {
    const { layerDrop } = this.#given;
    return this.training && layerDrop > 0 && this.#generator.uniform(1)[0]! < layerDrop;
  }
}

/** Sines, then cosines, of frequencies from 1 down to 1 / 10000, both included: [length, dModel]. */
const spacedSinusoids = (length: number, dModel: number, device: Device): Tensor =>
  constant(device, [length, dModel], () => {
    const half = Math.floor(dModel / 2);
    const step = Math.log(10000) / (half - 1);
    return Float64Array.from({ length: length * dModel }, (_, i) => {
      const [position, channel] = [Math.floor(i / dModel), i % dModel];
      const angle = position * Math.exp(-step * (channel % half));
      return channel < half ? Math.sin(angle) : Math.cos(angle);
    });
  });
