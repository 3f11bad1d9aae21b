import { mseLoss } from "../../losses/mse-loss.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { clamp } from "../../ops/clamp.ts";
import { exp } from "../../ops/exp.ts";
import { mul } from "../../ops/mul.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { split } from "../../ops/split.ts";
import { square } from "../../ops/square.ts";
import { sub } from "../../ops/sub.ts";
import { sum } from "../../ops/sum.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { Encoder, Model, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { type AutoencoderOptions, latentSide } from "./autoencoder-options.ts";
import { PictureDecoder } from "./picture-decoder.ts";
import { PictureEncoder } from "./picture-encoder.ts";

/** Where the latents of pictures may lie: normal distributions, each tensor [batch, latentChannels, side, side]. */
export interface Posterior {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** Beyond these logarithms of variances nothing is to be told apart, and exp would overflow. */
const LOG_VARIANCES = { min: -30, max: 20 };

/**
 * Pictures as a few numbers, and pictures again out of these: Kingma and Welling, Auto-Encoding Variational Bayes
 * (arXiv:1312.6114), in the form of convolutions that Rombach et al. put before a diffusion model (arXiv:2112.10752).
 */
export class VariationalAutoencoder extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: AutoencoderOptions;
  readonly encoder: PictureEncoder;
  readonly decoder: PictureDecoder;

  constructor(modelType: string, shape: AutoencoderOptions, options: ParameterOptions = {}) {
    super();
    this.modelType = modelType;
    this.options = shape;
    this.encoder = this.child("encoder", new PictureEncoder(shape, options));
    this.decoder = this.child("decoder", new PictureDecoder(shape, options));
  }

  /** Pictures [batch, channels, side, side], values from -1 to 1 -> the same out of the means of their latents. */
  forward(pictures: Tensor): Tensor {
    return scope(() => this.decode(this.encode(pictures)));
  }

  /** Where the latents of pictures [batch, channels, side, side] may lie, before they are scaled. */
  posterior(pictures: Tensor): Posterior {
    expectTensor(this.path, "pixel_values", pictures);
    this.expect("pixel_values", pictures, this.device);
    const { channels, side, latentChannels } = this.options;
    if (pictures.shape.slice(1).join() !== [channels, side, side].join())
      this.refuse("pixel_values", pictures, `[batch, ${channels}, ${side}, ${side}]`);
    return scope(() => {
      const [mean, logVariance] = split(this.encoder.forward(pictures), latentChannels, 1);
      return { mean: mean!, logVariance: clamp(logVariance!, LOG_VARIANCES) };
    });
  }

  /**
   * Latents of pictures, [batch, latentChannels, side, side], times `scale`: drawn from the posterior by standard normal
   * `noise` of that shape, or its mean without.
   */
  encode(pictures: Tensor, noise?: Tensor): Tensor {
    return scope(() => scale(drawn(this.posterior(pictures), noise), this.options.scale));
  }

  /** Scaled latents [batch, latentChannels, side, side] -> pictures [batch, channels, side, side], hardly beyond -1 and 1. */
  decode(latents: Tensor): Tensor {
    expectTensor(this.path, "latents", latents);
    this.expect("latents", latents, this.device);
    const shape = [this.options.latentChannels, this.latentSide, this.latentSide];
    if (latents.shape.slice(1).join() !== shape.join())
      this.refuse("latents", latents, `[batch, ${shape.join(", ")}]`);
    return scope(() => {
      const pictures = this.decoder.forward(scale(latents, 1 / this.options.scale));
      return this.see("pictures", pictures, ["N", "C", "H", "W"]);
    });
  }

  /**
   * { pixel_values }, and standard normal `noise` as large as the latents -> { sample }, the pictures again, and [1] each:
   * { error }, the mean square error of a value; { divergence }, KL(posterior || standard normal) of a picture in nats; and
   * { loss } = error + klWeight divergence / values of a picture.
   */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { pixel_values: pictures, noise } = inputs;
    expectTensor(this.path, "pixel_values", pictures);
    const { klWeight, channels, side } = this.options;
    return scope(() => {
      const posterior = this.posterior(pictures);
      const sample = this.decoder.forward(drawn(posterior, noise));
      const error = reshape(mseLoss(sample, pictures), [1]);
      const divergence = reshape(scale(divergenceSum(posterior), 1 / pictures.shape[0]!), [1]);
      const weight = klWeight / (channels * side * side);
      return { sample, error, divergence, loss: add(error, scale(divergence, weight)) };
    });
  }

  /** Height and width of the latents. */
  get latentSide(): number {
    return latentSide(this.options);
  }

  /** No stream passes by its blocks. */
  get encoderLayers(): Iterable<Module> {
    return this.encoder.down;
  }

  get device(): Device {
    return this.encoder.input.weight.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { channels, side } = this.options;
    return [sampleValues([batch, channels, side, side])];
  }
}

/** mean + deviation noise, the draw through which gradients pass: arXiv:1312.6114, section 2.4. */
function drawn({ mean, logVariance }: Posterior, noise: Tensor | undefined): Tensor {
  if (!noise) return mean;
  return add(mean, mul(exp(scale(logVariance, 0.5)), noise));
}

/** -1/2 sum(1 + log variance - mean^2 - variance), over all latents of all pictures: arXiv:1312.6114, appendix B. */
const divergenceSum = ({ mean, logVariance }: Posterior): Tensor =>
  scale(sum(sub(add(square(mean), exp(logVariance)), add(logVariance, 1))), 0.5);

export const isVariationalAutoencoder = (model: Model): model is VariationalAutoencoder =>
  model instanceof VariationalAutoencoder;
