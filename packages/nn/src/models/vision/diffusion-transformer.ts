import { type Shape, sizeOf } from "@qkv/core-wasm/contract";
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
import { VariationalAutoencoder } from "../autoencoder/variational-autoencoder.ts";
import type { Encoder, Memory, Model, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { AdaptiveBlock, modulated } from "./adaptive-block.ts";
import { ConditionEmbedding } from "./condition-embedding.ts";
import { classCount, type DiffusionTransformerOptions } from "./diffusion-transformer-options.ts";
import { gridSinusoids } from "./grid-sinusoids.ts";
import { TextCondition } from "./text-condition.ts";
import { xavierUniform } from "./xavier-uniform.ts";

/**
 * What noise is in a picture, told by a transformer on its patches that knows how noisy the picture is and what it shows:
 * DiT of Peebles and Xie, Scalable Diffusion Models with Transformers (ICCV 2023). With an autoencoder, which keeps its
 * weights, its pictures are the latents of others; with texts its blocks look at what they say.
 */
export class DiffusionTransformer extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: DiffusionTransformerOptions;
  readonly patches: Conv2d;
  /** [patches, dModel], fixed. */
  readonly positions: Tensor;
  readonly condition: ConditionEmbedding;
  readonly text: TextCondition | undefined;
  readonly blocks: ModuleList<AdaptiveBlock>;
  /** Of the last norm. */
  readonly modulation: Linear;
  readonly norm: LayerNorm;
  /** dModel -> the values of a patch. */
  readonly head: Linear;
  /** What makes latents of pictures, and pictures of latents; it does not learn. */
  readonly autoencoder: VariationalAutoencoder | undefined;

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
    this.text = shape.text && this.child("text", new TextCondition(shape, shape.text, options));
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
    if (!shape.autoencoder) return;
    const autoencoder = new VariationalAutoencoder(
      "variational-autoencoder",
      shape.autoencoder,
      options,
    );
    this.autoencoder = this.child("autoencoder", autoencoder);
    for (const parameter of autoencoder.parameters()) parameter.requiresGrad_(false);
  }

  /**
   * Noisy pictures [batch, channels, side, side], int32 timesteps [batch] and int32 classes [batch] -> the noise in them, as
   * large. Without timesteps they are the first, with hardly any noise; without classes nothing is known of what is shown,
   * which is also the class behind the last. A model of texts takes int32 ids [batch, tokens] of them, and a mask of as many,
   * 1 of tokens and 0 of padding.
   */
  forward(
    pictures: Tensor,
    timesteps?: Tensor,
    classes?: Tensor,
    text?: Tensor,
    textMask?: Tensor,
  ): Tensor {
    expectTensor(this.path, "pictures", pictures);
    const { channels, side, patch } = this.options;
    this.expect("pictures", pictures, this.device);
    if (pictures.shape.slice(1).join() !== [channels, side, side].join())
      this.refuse("pictures", pictures, `[batch, ${channels}, ${side}, ${side}]`);
    const batch = pictures.shape[0]!;
    return scope(() => {
      const each = (given: Tensor | undefined, usual: number): Tensor =>
        given ?? filled(this.device, [batch], usual, "int32");
      const [times, shown] = [each(timesteps, 0), each(classes, classCount(this.options))];
      for (const [name, ids] of Object.entries({ timesteps: times, classes: shown })) {
        this.expect(name, ids, this.device, "int32");
        if (ids.shape.join() !== String(batch)) this.refuse(name, ids, `[${batch}], one a picture`);
      }
      const condition = silu(this.condition.forward(times, shown)); // [batch, dModel]
      const patches = this.patches.forward(pictures); // [batch, dModel, high, wide]
      const [, dModel, high, wide] = patches.shape as [number, number, number, number];
      const tokens = transpose(reshape(patches, [batch, dModel, high * wide]), 1, 2);
      const said = this.#said(text, textMask);
      let x = this.see("embedded", add(tokens, this.positions), ["N", "T", "E"]);
      for (const block of this.blocks) x = block.forward(x, condition, said);
      const told = unsqueeze(this.modulation.forward(condition), 1); // [batch, 1, 2 dModel]
      const [shift, scale] = split(told, dModel, -1);
      const values = this.head.forward(modulated(this.norm, x, shift!, scale!)); // [batch, tokens, patch patch channels]
      const grid = reshape(values, [batch, high, wide, patch, patch, channels]);
      const noise = reshape(permute(grid, 0, 5, 1, 3, 2, 4), pictures.shape);
      return this.see("noise", noise, ["N", "C", "H", "W"]);
    });
  }

  /** What the texts say, of a model that is told any. */
  #said(ids: Tensor | undefined, mask: Tensor | undefined): Memory | undefined {
    if (ids && this.text) return this.text.forward(ids, mask);
    if (!ids && !this.text) return undefined;
    throw new TypeError(
      `${this.path}: input_ids are ${ids ? "given" : "missing"}, expected ${this.text ? "the ids of a text for each picture" : "none: this model is told classes"}`,
    );
  }

  /**
   * { hidden_states, timestep, class_labels, and of a model of texts input_ids and attention_mask } -> { sample }, and with the
   * noise that was added, `noise`, { loss } [1], its mean square error.
   */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { hidden_states: pictures, timestep, class_labels: classes, noise } = inputs;
    const { input_ids: text, attention_mask: mask } = inputs;
    expectTensor(this.path, "hidden_states", pictures);
    return scope(() => {
      const sample = this.forward(pictures, timestep, classes, text, mask);
      return noise ? { sample, loss: reshape(mseLoss(sample, noise), [1]) } : { sample };
    });
  }

  get encoderLayers(): Iterable<Module> {
    return this.blocks;
  }

  /** Channels, height and width of the pictures themselves, which an autoencoder makes of latents. */
  get pictures(): { readonly channels: number; readonly side: number } {
    return this.options.autoencoder ?? this.options;
  }

  get labels(): readonly string[] {
    return this.options.labels;
  }

  get device(): Device {
    return this.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { channels, side, timesteps, text } = this.options;
    const ids = (below: number, shape: Shape = [batch]): HostTensor => ({
      ...{ dtype: "int32", shape },
      values: Int32Array.from({ length: sizeOf(shape) }, (_, i) => (7 * i) % below),
    });
    const classes = ids(classCount(this.options) + 1);
    const texts = text ? [ids(text.vocabSize, [batch, text.length])] : [];
    return [sampleValues([batch, channels, side, side]), ids(timesteps), classes, ...texts];
  }
}

export const isDiffusionTransformer = (model: Model): model is DiffusionTransformer =>
  model instanceof DiffusionTransformer;
