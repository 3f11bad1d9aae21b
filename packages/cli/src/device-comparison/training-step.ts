import {
  AdamW,
  clipGradNorm,
  crossEntropy,
  decayGroups,
  Gpt,
  type HostTensor,
  scope,
  type Tensor,
  tensor,
} from "@qkv/nn";
import type { Seq2Seq } from "@qkv/nn/models";
import { randomInputs } from "../compute-device/model-inputs.ts";
import type { Subject } from "./subject.ts";

/** Whole training steps on one batch: forward, backward, clipping, AdamW. */
export class TrainingSteps implements Disposable {
  readonly #model: Gpt | Seq2Seq;
  readonly #optimizer: AdamW;
  readonly #inputs: readonly Tensor[];
  readonly #targets: Tensor;
  readonly #gradClip: number;

  constructor(model: Gpt | Seq2Seq, { config, settings }: Subject) {
    const { lr, beta2, weightDecay, gradClip, batch } = settings;
    const groups = decayGroups(model.parameters(), weightDecay);
    const inputs = randomInputs(config, batch);
    const placed = ({ values, shape }: HostTensor): Tensor => tensor(values, { shape });
    this.#model = model.train();
    this.#optimizer = new AdamW(groups, { lr, betas: [0.9, beta2] });
    this.#inputs = inputs.map(placed);
    this.#targets = placed(inputs.at(-1)!); // any ids will do
    this.#gradClip = gradClip;
  }

  /** One step; resolves when the device has done it. */
  async run(): Promise<void> {
    this.#optimizer.zeroGrad();
    using loss = scope(() => {
      const value = crossEntropy(this.#forward(), this.#targets);
      value.backward();
      if (this.#gradClip > 0) clipGradNorm(this.#model.parameters(), this.#gradClip);
      return value;
    });
    this.#optimizer.step();
    await loss.data();
  }

  #forward(): Tensor {
    const [first, second] = this.#inputs;
    return this.#model instanceof Gpt
      ? this.#model.forward(first!)
      : this.#model.forward(first!, second!);
  }

  [Symbol.dispose](): void {
    for (const owner of [this.#optimizer, this.#targets, ...this.#inputs]) owner.dispose();
    this.#model.zeroGrad();
  }
}
