import { tensor } from "../device/create-tensor.ts";
import type { Module } from "../module/module.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { AdamW } from "../optim/adam.ts";
import { clipGradNorm } from "../optim/clip-grad-norm.ts";
import { decayGroups } from "../optim/decay-groups.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import type { TrainingSettings } from "./settings.ts";

/** What the training steps of a recipe are made of. */
export interface TrainingStepsParts {
  readonly model: Module;
  readonly inputs: readonly HostTensor[];
  readonly forward: (inputs: readonly Tensor[]) => Tensor;
  /** Of what `forward` gives; the cross entropy of tokens unless given. */
  readonly lossOf?: (outputs: Tensor) => Tensor;
  readonly settings: TrainingSettings;
}

/** Whole training steps on one batch: forward, backward, clipping, AdamW. */
export class TrainingSteps implements Disposable {
  readonly #model: Module;
  readonly #forward: (inputs: readonly Tensor[]) => Tensor;
  readonly #optimizer: AdamW;
  readonly #inputs: readonly Tensor[];
  readonly #targets: Tensor;
  readonly #lossOf: (outputs: Tensor) => Tensor;
  readonly #gradClip: number;

  constructor({ model, inputs, forward, lossOf, settings }: TrainingStepsParts) {
    const { lr, beta2, weightDecay, gradClip } = settings;
    const groups = decayGroups(model.parameters(), weightDecay);
    const placed = ({ values, shape }: HostTensor): Tensor => tensor(values, { shape });
    this.#model = model.train();
    this.#forward = forward;
    this.#optimizer = new AdamW(groups, { lr, betas: [0.9, beta2] });
    this.#inputs = inputs.map(placed);
    this.#targets = placed(inputs.at(-1)!); // any ids will do
    this.#lossOf = lossOf ?? ((logits) => crossEntropy(logits, this.#targets));
    this.#gradClip = gradClip;
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
