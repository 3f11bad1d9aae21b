import type { Shape } from "@qkv/core-wasm/contract";
import { Tensor } from "../tensor/tensor.ts";
import { ParameterState } from "./parameter-state.ts";

/** What every group has, and the two settings that schedulers cycle where an optimiser has them. */
export interface Settings {
  lr: number;
  betas?: readonly [number, number];
  momentum?: number;
}

/** Parameters that share settings; those may be changed between steps. */
export interface ParameterGroup extends Settings {
  readonly params: readonly Tensor[];
  /** Factor of the group's rate, also of one that a schedule gives: layer-wise learning rates. */
  readonly lrScale: number;
  /** The rate that schedulers start from; set by the first of them. */
  initialLr?: number;
}

type Given<S> = { readonly [K in keyof S]?: S[K] | undefined };

/** A group as a constructor takes it: settings that it leaves out are those of the optimiser. */
export type GroupOptions<S extends Settings = Settings> = Given<S> & {
  readonly params: Iterable<Tensor>;
  readonly lrScale?: number | undefined;
};

/** Parameters, or groups of parameters with settings of their own. */
export type Parameters<S extends Settings> = Iterable<Tensor> | Iterable<GroupOptions<S>>;

/** What `defineSettings` gives. */
interface SettingsTables<S extends Settings> {
  readonly shared: { readonly name: string; complete(options: Given<S>): unknown };
  readonly group: {
    complete(
      options: GroupOptions<S>,
    ): S & { readonly params: Iterable<Tensor>; readonly lrScale: number };
  };
}

/** A parameter that moves, its gradient, and what is kept for it. */
export interface Move {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** `state.step` counts from 1. */
  readonly state: ParameterState;
}

/** What an optimiser keeps: steps of each parameter, and tensors "0.exp_avg", "1.exp_avg", ... */
export interface OptimizerState {
  readonly steps: readonly number[];
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * Base of all optimisers: PyTorch's `optim.Optimizer`. A subclass says what a step does to parameters and what it
 * keeps for each, under PyTorch's names.
 */
export abstract class Optimizer<S extends Settings = Settings> implements Disposable {
  readonly groups: readonly (ParameterGroup & S)[];
  readonly #name: string;
  readonly #states = new Map<Tensor, ParameterState>();

  protected constructor(
    params: Parameters<S>,
    options: Given<S>,
    { shared, group }: SettingsTables<S>,
  ) {
    this.#name = shared.name;
    const tensors: Tensor[] = [];
    const groups: GroupOptions<S>[] = [];
    for (const item of params) item instanceof Tensor ? tensors.push(item) : groups.push(item);
    if (tensors.length > 0 && groups.length > 0)
      throw this.#error(TypeError, "tensors and parameter groups are mixed; expected one kind");
    shared.complete(options);
    const given = tensors.length > 0 ? [{ params: tensors }] : groups;
    this.groups = given.map((own) => {
      const settings = group.complete({ ...options, ...withoutUndefined(own) });
      return {
        ...settings,
        lr: settings.lr * settings.lrScale,
        params: [...settings.params],
      };
    });
    const all = this.parameters();
    if (all.length === 0) throw this.#error(RangeError, "there are no parameters");
    const computed = all.findIndex(({ node }) => node !== undefined);
    if (computed >= 0)
      throw this.#error(
        TypeError,
        `parameter ${computed} was computed (${all[computed]!.node!.op}), expected leaves: their gradients are kept`,
      );
    if (new Set(all).size !== all.length)
      throw this.#error(RangeError, "a parameter appears twice");
  }

  /** Move the parameters of a group along their gradients. */
  protected abstract update(moves: readonly Move[], settings: S): void;

  /** Shapes of what is kept for a parameter, by PyTorch's names. */
  protected abstract stateShapes(parameter: Tensor, settings: S): Readonly<Record<string, Shape>>;

  /** All parameters, group by group. */
  parameters(): Tensor[] {
    return this.groups.flatMap(({ params }) => params);
  }

  /** Move every parameter that has a gradient. */
  step(): void {
    for (const group of this.groups) {
      const moves: Move[] = [];
      for (const parameter of group.params) {
        const gradient = parameter.grad;
        if (!gradient) continue;
        const state = this.#stateOf(parameter);
        state.step++;
        moves.push({ parameter, gradient, state });
      }
      this.update(moves, group);
    }
  }

  /** Drop all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) {
      parameter.grad?.dispose();
      parameter.grad = undefined;
    }
  }

  /** What is kept, by parameter number with PyTorch's names: "0.exp_avg", "0.exp_avg_sq"; and the steps. */
  stateDict(): OptimizerState {
    const tensors = new Map<string, Tensor>();
    const steps = this.parameters().map((parameter, i) => {
      const state = this.#states.get(parameter);
      for (const [name, kept] of state?.tensors ?? []) tensors.set(`${i}.${name}`, kept);
      return state?.step ?? 0;
    });
    return { steps, tensors };
  }

  /** Take over what `stateDict` gave; `values` reads one of its tensors. */
  loadStateDict(steps: readonly number[], values: (name: string) => ArrayLike<number>): void {
    const numbered = this.groups
      .flatMap((group) => group.params.map((parameter) => ({ group, parameter })))
      .map((entry, i) => ({ ...entry, i, step: steps[i] ?? 0 }));
    if (steps.length !== numbered.length)
      throw this.#error(
        RangeError,
        `state of ${steps.length} parameters, expected ${numbered.length}`,
      );
    for (const { group, parameter, i, step } of numbered) {
      if (step === 0) {
        this.#states.get(parameter)?.dispose();
        this.#states.delete(parameter);
        continue;
      }
      const state = this.#stateOf(parameter);
      state.step = step;
      for (const [name, shape] of Object.entries(this.stateShapes(parameter, group))) {
        const kept = state.tensor(name, { shape });
        const read = values(`${i}.${name}`);
        if (read.length !== kept.size)
          throw this.#error(
            RangeError,
            `${i}.${name} has ${read.length} elements, expected ${kept.size}`,
          );
        kept.upload(read);
      }
    }
  }

  #stateOf(parameter: Tensor): ParameterState {
    const known = this.#states.get(parameter);
    if (known) return known;
    const state = new ParameterState(parameter);
    this.#states.set(parameter, state);
    return state;
  }

  #error(Kind: new (message: string) => Error, text: string): Error {
    return new Kind(`${this.#name}: ${text}`);
  }

  /** Free what is kept; the parameters stay. */
  dispose(): void {
    for (const state of this.#states.values()) state.dispose();
    this.#states.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** A setting that is undefined is not given. */
const withoutUndefined = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
