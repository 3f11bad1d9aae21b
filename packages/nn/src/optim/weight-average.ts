import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectFunction, expectInstance } from "../options/expect-argument.ts";
import { number } from "../options/fields.ts";
import { launch } from "../tensor/launch.ts";
import { launchAll } from "../tensor/launch-all.ts";
import { Tensor } from "../tensor/tensor.ts";

const weightAverageOptions = defineOptions("WeightAverage", {
  /** Part of the average that stays in an update; unless given all updates weigh the same. */
  decay: number({ from: 0, below: 1, optional: true, expected: "from 0 up to 1" }),
});

/** How a `WeightAverage` weighs what came before against what comes. */
export type WeightAverageOptions = Given<typeof weightAverageOptions>;

/** What is saved of an average: the number of updates, and the averages by parameter name. */
export interface WeightAverageState {
  readonly updates: number;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * A running average of a model's parameters beside them: with a decay the exponential one (EMA), average = decay average
 * + (1 - decay) parameter; without, the mean of all updates (SWA: Izmailov et al., arXiv:1803.05407). The first update
 * copies. PyTorch's `optim.swa_utils.AveragedModel`.
 */
export class WeightAverage implements Disposable {
  readonly model: Module;
  readonly decay: number | undefined;
  /** Updates so far. */
  updates = 0;
  #swapped = false;
  readonly #averages: readonly (readonly [name: string, parameter: Tensor, average: Tensor])[];

  constructor(model: Module, options: WeightAverageOptions = {}) {
    expectInstance("WeightAverage", "model", model, Module, "a module");
    const { decay } = weightAverageOptions.complete(options);
    this.model = model;
    this.decay = decay;
    this.#averages = [...model.namedParameters()].map(([name, parameter]) => {
      const average = Tensor.empty(parameter.device, parameter.shape).makeLasting();
      copy(average, parameter);
      return [name, parameter, average] as const;
    });
  }

  /** Take the parameters as they are now into the average: after `optimizer.step()`. */
  update(): void {
    this.#refuseSwapped("update");
    if (this.updates === 0)
      for (const [, parameter, average] of this.#averages) copy(average, parameter);
    else {
      const weight = this.decay === undefined ? 1 / (this.updates + 1) : 1 - this.decay;
      const x = this.#averages.map(([, parameter]) => parameter);
      const target = this.#averages.map(([, , average]) => average);
      launchAll("lerp", { target, x }, { weight });
    }
    this.updates++;
  }

  /** Put the averages into the model: to evaluate it, or for good. */
  swapIn(): void {
    this.#refuseSwapped("swapIn");
    this.#exchange();
    this.#swapped = true;
  }

  /** Give the model its own parameters back, to the bit. */
  swapOut(): void {
    if (!this.#swapped)
      throw new Error("WeightAverage: swapOut, but the model has its own parameters");
    this.#exchange();
    this.#swapped = false;
  }

  #exchange(): void {
    for (const [, parameter, average] of this.#averages) {
      const kept = Tensor.empty(parameter.device, parameter.shape);
      copy(kept, parameter);
      copy(parameter, average);
      copy(average, kept);
      kept.dispose();
    }
  }

  stateDict(): WeightAverageState {
    this.#refuseSwapped("stateDict");
    const tensors = new Map(this.#averages.map(([name, , average]) => [name, average]));
    return { updates: this.updates, tensors };
  }

  /** Take over what `stateDict` gave; `values` reads one of its tensors. */
  loadStateDict(updates: number, values: (name: string) => ArrayLike<number>): void {
    expectFunction("WeightAverage", "values", values);
    this.#refuseSwapped("loadStateDict");
    const read = this.#averages.map(([name, , average]) => ({ name, average, from: values(name) }));
    for (const { name, average, from } of read)
      if (from.length !== average.size)
        throw new RangeError(
          `WeightAverage: ${name} has ${from.length} elements, expected ${average.size}`,
        );
    for (const { average, from } of read) average.upload(from);
    this.updates = updates;
  }

  #refuseSwapped(caller: string): void {
    if (this.#swapped)
      throw new Error(
        `WeightAverage: ${caller} while the model holds the averages; swapOut before`,
      );
  }

  /** Free the averages; the parameters stay, as they are. */
  dispose(): void {
    for (const [, , average] of this.#averages) average.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** target = source */
function copy(target: Tensor, source: Tensor): void {
  const row = { batch: 1, count: 1, width: source.size };
  const from = { sourceOffset: 0, sourceBatch: 0, sourceRow: 0 };
  const to = { targetOffset: 0, targetBatch: 0, targetRow: 0 };
  launch("writeRows", { target, rows: source }, { ...row, ...from, ...to });
}
