import { Conv2d } from "../../layers/conv2d.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Linear } from "../../layers/linear.ts";
import { mseLoss } from "../../losses/mse-loss.ts";
import { filledWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { filled } from "../../op-definition/constant.ts";
import { add } from "../../ops/add.ts";
import { permute } from "../../ops/permute.ts";
import { reshape } from "../../ops/reshape.ts";
import { silu } from "../../ops/silu.ts";
import { split } from "../../ops/split.ts";
import { transpose } from "../../ops/transpose.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { Encoder, Model, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { AdaptiveBlock, modulated } from "./adaptive-block.ts";
import { ConditionEmbedding } from "./condition-embedding.ts";
import type { DiffusionTransformerOptions } from "./diffusion-transformer-options.ts";
import { gridSinusoids } from "./grid-sinusoids.ts";
import { xavierUniform } from "./xavier-uniform.ts";

/**
 * What noise is in a picture, told by a transformer on its patches that knows how noisy the picture is and what it shows:
 * DiT of Peebles and Xie, Scalable Diffusion Models with Transformers (ICCV 2023).
 */
export class DiffusionTransformer extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: DiffusionTransformerOptions;
  readonly patches: Conv2d;
  /** [patches, dModel], fixed. */
  readonly positions: Tensor;
  readonly condition: ConditionEmbedding;
  readonly blocks: ModuleList<AdaptiveBlock>;
  /** Of the last norm. */
  readonly modulation: Linear;
  readonly norm: LayerNorm;
  /** dModel -> the values of a patch. */
  readonly head: Linear;

  constructor(
    modelType: string,
    shape: DiffusionTransformerOptions,
    options: ParameterOptions = {},
  ) {
    super();
    const { channels, side, patch, dModel, layers } = shape;
    const none = filledWith(0);
    this.modelType = modelType;
    this.options = shape;
    const values = channels * patch * patch;
    const weightInit = xavierUniform(values, dModel);
    const conv = { ...options, stride: patch, weightInit, biasInit: none };
    this.patches = this.child("pos_embed.proj", new Conv2d(channels, dModel, patch, conv));
    const grid = side / patch;
    const places = () => gridSinusoids(grid, dModel);
    this.positions = this.buffer(
      "pos_embed.pos_embed",
      newParameter([grid * grid, dModel], dModel, places, options),
    );
    this.condition = this.child("emb", new ConditionEmbedding(shape, options));
    const block = () => new AdaptiveBlock(shape, options);
    this.blocks = this.child(
      "transformer_blocks",
      new ModuleList(Array.from({ length: layers }, block)),
    );
    const zero = { ...options, weightInit: none, biasInit: none };
    const eps = shape.eps;
    this.modulation = this.child("proj_out_1", new Linear(dModel, 2 * dModel, zero));
    this.norm = this.child(
      "norm_out",
      new LayerNorm(dModel, { ...options, eps, elementwiseAffine: false }),
    );
    this.head = this.child("proj_out_2", new Linear(dModel, values, { ...zero, axis: "pixels" }));
  }

  /**
   * Noisy pictures [batch, channels, side, side], int32 timesteps [batch] and int32 classes [batch] -> the noise in them, as
   * large. Without timesteps they are the first, with hardly any noise; without classes nothing is known of what is shown,
   * which is also the class behind the last.
   */
  forward(pictures: Tensor, timesteps?: Tensor, classes?: Tensor): Tensor {
    expectTensor(this.path, "pictures", pictures);
    const { channels, side, patch, labels } = this.options;
    this.expect("pictures", pictures, this.device);
    if (pictures.shape.slice(1).join() !== [channels, side, side].join())
      this.refuse("pictures", pictures, `[batch, ${channels}, ${side}, ${side}]`);
    const batch = pictures.shape[0]!;
    return scope(() => {
      const each = (given: Tensor | undefined, usual: number): Tensor =>
        given ?? filled(this.device, [batch], usual, "int32");
      const [times, shown] = [each(timesteps, 0), each(classes, labels.length)];
      for (const [name, ids] of Object.entries({ timesteps: times, classes: shown })) {
        this.expect(name, ids, this.device, "int32");
        if (ids.shape.join() !== String(batch)) this.refuse(name, ids, `[${batch}], one a picture`);
      }
      const condition = silu(this.condition.forward(times, shown)); // [batch, dModel]
      const patches = this.patches.forward(pictures); // [batch, dModel, high, wide]
      const [, dModel, high, wide] = patches.shape as [number, number, number, number];
      const tokens = transpose(reshape(patches, [batch, dModel, high * wide]), 1, 2);
      let x = this.see("embedded", add(tokens, this.positions), ["N", "T", "E"]);
      for (const block of this.blocks) x = block.forward(x, condition);
      const told = unsqueeze(this.modulation.forward(condition), 1); // [batch, 1, 2 dModel]
      const [shift, scale] = split(told, dModel, -1);
      const values = this.head.forward(modulated(this.norm, x, shift!, scale!)); // [batch, tokens, patch patch channels]
      const grid = reshape(values, [batch, high, wide, patch, patch, channels]);
      const noise = reshape(permute(grid, 0, 5, 1, 3, 2, 4), pictures.shape);
      return this.see("noise", noise, ["N", "C", "H", "W"]);
    });
  }

  /** { hidden_states, timestep, class_labels } -> { sample }, and with the noise that was added, `noise`, { loss } [1], its mean square error. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { hidden_states: pictures, timestep, class_labels: classes, noise } = inputs;
    expectTensor(this.path, "hidden_states", pictures);
    return scope(() => {
      const sample = this.forward(pictures, timestep, classes);
      return noise ? { sample, loss: reshape(mseLoss(sample, noise), [1]) } : { sample };
    });
  }

  get encoderLayers(): Iterable<Module> {
    return this.blocks;
  }

  get labels(): readonly string[] {
    return this.options.labels;
  }

  get device(): Device {
    return this.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { channels, side, timesteps, labels } = this.options;
    const ids = (below: number): HostTensor => ({
      ...{ dtype: "int32", shape: [batch] },
      values: Int32Array.from({ length: batch }, (_, i) => (7 * i) % below),
    });
    return [sampleValues([batch, channels, side, side]), ids(timesteps), ids(labels.length + 1)];
  }
}

export const isDiffusionTransformer = (model: Model): model is DiffusionTransformer =>
  model instanceof DiffusionTransformer;
