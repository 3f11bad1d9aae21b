import { defaultDevice } from "../../device/default-device.ts";
import { timestepEmbedding } from "../../diffusion/timestep-embedding.ts";
import { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { constant } from "../../op-definition/constant.ts";
import { add } from "../../ops/add.ts";
import { embedding } from "../../ops/embedding.ts";
import { silu } from "../../ops/silu.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { classCount, type DiffusionTransformerOptions } from "./diffusion-transformer-options.ts";

/** Sines and cosines of a timestep. */
const WAVES = 256;

/** How noisy a picture is and what it shows, as one vector: the timestep's waves through two layers, plus the class's own vector. */
export class ConditionEmbedding extends Module {
  readonly first: Linear;
  readonly second: Linear;
  /** [classes + 1, dModel]; the last is of no class. */
  readonly classes: Embedding;
  readonly #timesteps: number;
  /** [timesteps, WAVES] */
  #waves: Tensor;

  constructor(shape: DiffusionTransformerOptions, options: ParameterOptions) {
    super();
    const { dModel, timesteps } = shape;
    const linear = { ...options, weightInit: normalWith(0.02), biasInit: filledWith(0), axis: "E" };
    this.#timesteps = timesteps;
    this.#waves = this.#wavesOn(options.device ?? defaultDevice());
    this.first = this.child("timestep_embedder.linear_1", new Linear(WAVES, dModel, linear));
    this.second = this.child("timestep_embedder.linear_2", new Linear(dModel, dModel, linear));
    this.classes = this.child(
      "class_embedder.embedding_table",
      new Embedding(classCount(shape) + 1, dModel, { ...options, weightInit: normalWith(0.02) }),
    );
  }

  /** int32 timesteps [batch], int32 classes [batch] -> [batch, dModel] */
  forward(timesteps: Tensor, classes: Tensor): Tensor {
    const waves = embedding(this.#waves, timesteps);
    const time = this.second.forward(silu(this.first.forward(waves)));
    return add(time, this.classes.forward(classes));
  }

  protected override movedTo(device: Device): void {
    this.#waves.dispose();
    this.#waves = this.#wavesOn(device);
  }

  protected override freed(): void {
    this.#waves.dispose();
  }

  #wavesOn(device: Device): Tensor {
    const every = (): Float64Array =>
      timestepEmbedding(
        Array.from({ length: this.#timesteps }, (_, t) => t),
        { dim: WAVES },
      );
    return constant(device, [this.#timesteps, WAVES], every).makeLasting();
  }
}
