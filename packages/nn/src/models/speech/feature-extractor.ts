import { Conv1d } from "../../layers/conv1d.ts";
import { GroupNorm } from "../../layers/group-norm.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { transpose } from "../../ops/transpose.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { activations } from "../block/feed-forward.ts";
import type { SpeechOptions } from "./speech-options.ts";

/** Convolutions of raw sound, one after another, each with an activation and perhaps a norm. arXiv:2006.11477, section 2. */
export class FeatureExtractor extends Module {
  readonly layers: ModuleList<FeatureConvolution>;
  readonly #convolutions: SpeechOptions["convolutions"];

  constructor(speech: SpeechOptions, options: ParameterOptions) {
    super();
    this.#convolutions = speech.convolutions;
    const layers = speech.convolutions.map((_, i) => new FeatureConvolution(speech, i, options));
    this.layers = this.child("conv_layers", new ModuleList(layers));
  }

  /** [batch, samples] -> [batch, tokens, channels] */
  forward(x: Tensor): Tensor {
    return scope(() => {
      let y = unsqueeze(x, 1); // [batch, 1, samples]
      for (const layer of this.layers) y = layer.forward(y);
      return transpose(y, 1, 2);
    });
  }

  /** The last sample that each token looks at: a token is no padding where this sample is none. */
  lastSamples(tokens: number): Int32Array {
    return Int32Array.from({ length: tokens }, (_, token) =>
      this.#convolutions.reduceRight((at, { kernel, stride }) => at * stride + kernel - 1, token),
    );
  }

  /** Fewest samples that give a token. */
  get leastSamples(): number {
    return this.lastSamples(1)[0]! + 1;
  }
}

class FeatureConvolution extends Module {
  readonly conv: Conv1d;
  readonly norm: GroupNorm | LayerNorm | undefined;
  readonly #activate: (x: Tensor) => Tensor;

  constructor(speech: SpeechOptions, layer: number, options: ParameterOptions) {
    super();
    const { convolutions, convolutionBias: bias, convolutionNorm: kind } = speech;
    const { channels, kernel, stride } = convolutions[layer]!;
    const from = convolutions[layer - 1]?.channels ?? 1;
    this.#activate = activations[speech.convolutionActivation];
    this.conv = this.child(
      "conv",
      new Conv1d(from, channels, kernel, { ...options, stride, bias }),
    );
    if (kind === "layer") this.norm = this.child("layer_norm", new LayerNorm(channels, options));
    else if (layer === 0)
      this.norm = this.child("layer_norm", new GroupNorm(channels, channels, options));
  }

  /** [batch, channels, tokens] -> [batch, channels, tokens] */
  forward(x: Tensor): Tensor {
    return scope(() => {
      const { norm } = this;
      const y = this.conv.forward(x);
      if (norm instanceof LayerNorm)
        return this.#activate(transpose(norm.forward(transpose(y, 1, 2)), 1, 2));
      return this.#activate(norm ? norm.forward(y) : y);
    });
  }
}
