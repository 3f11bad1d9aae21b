import { tensor } from "../../device/create-tensor.ts";
import { Dropout } from "../../layers/dropout.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Linear } from "../../layers/linear.ts";
import { uniformByFanIn } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { gt } from "../../ops/compare.ts";
import { sum } from "../../ops/sum.ts";
import { transpose } from "../../ops/transpose.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import { where } from "../../ops/where.ts";
import { defaultGenerator, type Generator } from "../../random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import { activations } from "../block/feed-forward.ts";
import { keyMask } from "../block/key-mask.ts";
import { TransformerBlock } from "../block/transformer-block.ts";
import type { Encoded } from "../heads/head.ts";
import { FeatureExtractor } from "./feature-extractor.ts";
import { specAugment } from "./spec-augment.ts";
import type { SpeechNames, SpeechOptions } from "./speech-options.ts";
import { WeightNormConv } from "./weight-norm-conv.ts";

/** What a speech encoder makes of sound. */
export interface SpeechStates extends Encoded {
  /** What the convolutions gave, normalised: [batch, tokens, channels]. */
  readonly features: Tensor;
}

/** wav2vec 2.0 without a head: convolutions of raw sound, positions by convolution, blocks. Baevski et al., arXiv:2006.11477. */
export class SpeechEncoder extends Module {
  readonly extractor: FeatureExtractor;
  readonly featureNorm: LayerNorm;
  readonly projection: Linear;
  /** [dModel], in the place of tokens that are hidden while training. */
  readonly hidden: Tensor | undefined;
  readonly positions: WeightNormConv;
  readonly norm: BlockNorm;
  readonly blocks: ModuleList<TransformerBlock>;
  readonly #speech: SpeechOptions;
  readonly #dropout: Dropout;
  readonly #featureDropout: Dropout;
  readonly #generator: Generator;

  constructor(speech: SpeechOptions, names: SpeechNames, options: ParameterOptions) {
    super();
    const { convolutions, dModel, norm, positions, dropout } = speech;
    const { channels } = convolutions.at(-1)!;
    this.#speech = speech;
    this.#generator = options.generator ?? defaultGenerator;
    this.extractor = this.child("feature_extractor", new FeatureExtractor(speech, options));
    const own = { ...options, eps: norm.eps };
    this.featureNorm = this.child("feature_projection.layer_norm", new LayerNorm(channels, own));
    const project = new Linear(channels, dModel, { ...options, axis: "E" });
    this.projection = this.child("feature_projection.projection", project);
    if (speech.hiddenVector)
      this.hidden = this.parameter(
        "masked_spec_embed",
        newParameter([dModel], dModel, uniformByFanIn, options),
      );
    const { kernel, groups } = positions;
    this.positions = this.child(
      "encoder.pos_conv_embed.conv",
      new WeightNormConv(dModel, kernel, groups, options),
    );
    this.norm = this.child("encoder.layer_norm", blockNorm(dModel, norm, options));
    const blocks = Array.from(
      { length: speech.layers },
      () => new TransformerBlock(speech, names, options),
    );
    this.blocks = this.child("encoder.layers", new ModuleList(blocks));
    this.#dropout = this.child("dropout", new Dropout(dropout.residual, options));
    this.#featureDropout = this.child(
      "feature_dropout",
      new Dropout(speech.featureDropout, options),
    );
  }

  /** Sound [batch, samples], and an int32 mask of the same shape, 0 of padding. */
  forward(sound: Tensor, attentionMask?: Tensor): SpeechStates {
    if (sound.shape.length !== 2 || sound.shape[1]! < this.extractor.leastSamples)
      this.refuse(
        "sound",
        sound,
        `[batch, samples] of at least ${this.extractor.leastSamples} samples`,
      );
    this.expect("sound", sound, this.positions.bias.device);
    const features = this.featureNorm.forward(this.extractor.forward(sound));
    const [batch, tokens] = features.shape as [number, number, number];
    const tokenMask = attentionMask && this.tokenMask(attentionMask, sound, tokens);
    const mask = keyMask(this.path, tokenMask, [batch, tokens]);
    const projected = this.#featureDropout.forward(this.projection.forward(features));
    const { training, hidden } = this;
    const { specAugment: augment } = this.#speech;
    const heard =
      training && augment.applied
        ? specAugment(projected, augment, hidden ?? 0, this.#generator)
        : projected;
    let x = this.#positioned(tokenMask ? where(unsqueeze(tokenMask, -1), heard, 0) : heard);
    const layers = [x];
    for (const block of this.blocks) {
      if (!this.#passesOver()) x = block.forward(x, { mask });
      layers.push(x);
    }
    if (!this.#normsFirst) layers[layers.length - 1] = x = this.norm.forward(x);
    return { hidden: x, layers, features, attentionMask: tokenMask };
  }

  /** Which tokens look at no padding, int32 [batch, tokens], of a mask of samples. */
  tokenMask(attentionMask: Tensor, { shape: [batch, samples] }: Tensor, tokens: number): Tensor {
    const { shape, device } = attentionMask;
    if (shape.length !== 2 || shape[0] !== batch || shape[1] !== samples)
      this.refuse("attentionMask", attentionMask, `[${batch}, ${samples}], as the sound`);
    const lengths = sum(attentionMask, 1, true); // [batch, 1]
    return gt(lengths, tensor(this.extractor.lastSamples(tokens), { shape: [1, tokens], device }));
  }

  /** Post-norm blocks want what is normalised; before pre-norm ones the norm is at the end. */
  get #normsFirst(): boolean {
    return this.#speech.normPlacement === "post";
  }

  #positioned(x: Tensor): Tensor {
    const convolved = this.positions.forward(transpose(x, 1, 2));
    const positions = transpose(activations[this.#speech.convolutionActivation](convolved), 1, 2);
    const sum = add(x, this.see("positions", positions, ["N", "T", "E"]));
    const normed = this.#normsFirst ? this.norm.forward(sum) : sum;
    return this.see("embedded", this.#dropout.forward(normed), ["N", "T", "E"]);
  }

  #passesOver(): boolean {
    const { layerDrop } = this.#speech;
    return this.training && layerDrop > 0 && this.#generator.uniform(1)[0]! < layerDrop;
  }
}
