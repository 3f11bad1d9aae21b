import { tensor } from "../device/create-tensor.ts";
import type { Module } from "../module/module.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { clipGradNorm } from "../optim/clip-grad-norm.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import type { TrainingSettings } from "./settings.ts";
import { decayingAdamW } from "./trainer-options.ts";

/** What the training steps of a recipe are made of. */
export interface TrainingStepsParts {
  readonly model: Module;
  readonly inputs: readonly HostTensor[];
  readonly forward: (inputs: readonly Tensor[]) => Tensor;
  /** Of what `forward` gives; the cross entropy of tokens unless given. */
  readonly lossOf?: (outputs: Tensor) => Tensor;
  readonly settings: TrainingSettings;
  /** Of all parameters, and freed with the steps; AdamW with decaying matrices unless given. */
  readonly optimizer?: Optimizer;
}

/** Whole training steps on one batch: forward, backward, clipping, the optimiser. */
export class TrainingSteps implements Disposable {
  readonly #model: Module;
  readonly #forward: (inputs: readonly Tensor[]) => Tensor;
  readonly #optimizer: Optimizer;
  readonly #inputs: readonly Tensor[];
  readonly #targets: Tensor;
  readonly #lossOf: (outputs: Tensor) => Tensor;
  readonly #gradClip: number;

  constructor({ model, inputs, forward, lossOf, settings, optimizer }: TrainingStepsParts) {
    const placed = ({ values, shape }: HostTensor): Tensor => tensor(values, { shape });
    this.#model = model.train();
    this.#forward = forward;
    this.#optimizer = optimizer ?? decayingAdamW(model, settings);
    this.#inputs = inputs.map(placed);
    this.#targets = placed(inputs.at(-1)!); // any ids will do
    this.#lossOf = lossOf ?? ((logits) => crossEntropy(logits, this.#targets));
    this.#gradClip = settings.gradClip;
  }

  /** One step; resolves when the device has done it. */
  async run(): Promise<void> {
    this.#optimizer.zeroGrad();
    using loss = scope(() => {
      const value = this.#lossOf(this.#forward(this.#inputs));
      value.backward();
      if (this.#gradClip > 0) clipGradNorm(this.#model.parameters(), this.#gradClip);
      return value;
    });
    this.#optimizer.step();
    await loss.data();
  }

  [Symbol.dispose](): void {
    for (const owner of [this.#optimizer, this.#targets, ...this.#inputs]) owner.dispose();
    this.#model.zeroGrad();
  }
}
