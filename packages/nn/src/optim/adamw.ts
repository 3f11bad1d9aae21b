import { launch } from "../tensor/launch.ts";
import { Tensor } from "../tensor/tensor.ts";

export interface AdamWOptions {
  readonly lr?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly weightDecay?: number;
}

/** Parameters that share settings; those may be changed between steps. */
export interface ParameterGroup {
  readonly params: readonly Tensor[];
  lr: number;
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
}

export interface ParameterGroupOptions extends AdamWOptions {
  readonly params: Iterable<Tensor>;
}

interface Moments {
  step: number;
  readonly first: Tensor;
  readonly second: Tensor;
}

/** Adam with decoupled weight decay: Loshchilov and Hutter, arXiv:1711.05101. PyTorch's `optim.AdamW`. */
export class AdamW implements Disposable {
  readonly groups: readonly ParameterGroup[];
  readonly #moments = new Map<Tensor, Moments>();

  constructor(
    params: Iterable<Tensor> | Iterable<ParameterGroupOptions>,
    options: AdamWOptions = {},
  ) {
    const given = [...params];
    const groups = given.every((item) => item instanceof Tensor) ? [{ params: given }] : given;
    this.groups = groups.map((group) => {
      if (group instanceof Tensor)
        throw new TypeError("AdamW: tensors and parameter groups are mixed; expected one kind");
      return newGroup(group, options);
    });
    const all = this.parameters();
    if (all.length === 0) throw new RangeError("AdamW: there are no parameters");
    if (new Set(all).size !== all.length) throw new RangeError("AdamW: a parameter appears twice");
  }

  /** All parameters, group by group. */
  parameters(): Tensor[] {
    return this.groups.flatMap(({ params }) => params);
  }

  /** Move every parameter that has a gradient. */
  step(): void {
    for (const { params, lr, betas, eps, weightDecay } of this.groups)
      for (const parameter of params) {
        const { grad } = parameter;
        if (!grad) continue;
        const moments = this.#momentsOf(parameter);
        moments.step++;
        launch(
          "adamwStep",
          {
            parameter,
            gradient: grad,
            firstMoment: moments.first,
            secondMoment: moments.second,
          },
          {
            learningRate: lr,
            beta1: betas[0],
            beta2: betas[1],
            eps,
            weightDecay,
            step: moments.step,
          },
        );
      }
  }

  /** Drop all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) {
      parameter.grad?.dispose();
      parameter.grad = undefined;
    }
  }

  /** Moments by parameter number, with PyTorch's names: "0.exp_avg", "0.exp_avg_sq", and the steps. */
  stateDict(): {
    readonly steps: readonly number[];
    readonly tensors: ReadonlyMap<string, Tensor>;
  } {
    const tensors = new Map<string, Tensor>();
    const steps = this.parameters().map((parameter, i) => {
      const moments = this.#moments.get(parameter);
      if (!moments) return 0;
      tensors.set(`${i}.exp_avg`, moments.first);
      tensors.set(`${i}.exp_avg_sq`, moments.second);
      return moments.step;
    });
    return { steps, tensors };
  }

  /** Take over moments and steps that `stateDict` gave; `values` reads one of its tensors. */
  loadStateDict(steps: readonly number[], values: (name: string) => ArrayLike<number>): void {
    const parameters = this.parameters();
    if (steps.length !== parameters.length)
      throw new RangeError(
        `AdamW: state of ${steps.length} parameters, expected ${parameters.length}`,
      );
    for (const [i, parameter] of parameters.entries()) {
      if (steps[i] === 0) continue;
      const [first, second] = [values(`${i}.exp_avg`), values(`${i}.exp_avg_sq`)];
      if (first.length !== parameter.size || second.length !== parameter.size)
        throw new RangeError(
          `AdamW: moments of parameter ${i} have ${first.length} and ${second.length} elements, ` +
            `expected ${parameter.size}`,
        );
      const moments = this.#momentsOf(parameter);
      moments.step = steps[i]!;
      parameter.device.backend.upload(moments.first.storage.buffer, first);
      parameter.device.backend.upload(moments.second.storage.buffer, second);
    }
  }

  #momentsOf(parameter: Tensor): Moments {
    const known = this.#moments.get(parameter);
    if (known) return known;
    const moments = { step: 0, first: zerosLike(parameter), second: zerosLike(parameter) };
    this.#moments.set(parameter, moments);
    return moments;
  }

  /** Free the moments; the parameters stay. */
  dispose(): void {
    for (const { first, second } of this.#moments.values()) {
      first.dispose();
      second.dispose();
    }
    this.#moments.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function newGroup(group: ParameterGroupOptions, shared: AdamWOptions): ParameterGroup {
  const { params, ...own } = group;
  const { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0.01 } = { ...shared, ...own };
  const [beta1, beta2] = betas;
  if (!(lr >= 0)) throw new RangeError(`AdamW: lr is ${lr}, expected 0 or more`);
  if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1))
    throw new RangeError(`AdamW: betas are [${betas}], expected each from 0 up to 1`);
  if (!(eps >= 0)) throw new RangeError(`AdamW: eps is ${eps}, expected 0 or more`);
  if (!(weightDecay >= 0))
    throw new RangeError(`AdamW: weightDecay is ${weightDecay}, expected 0 or more`);
  return { params: [...params], lr, betas, eps, weightDecay };
}

function zerosLike({ device, shape, size }: Tensor): Tensor {
  const made = Tensor.empty(device, shape).makeLasting();
  device.backend.upload(made.storage.buffer, new Float32Array(size));
  return made;
}
