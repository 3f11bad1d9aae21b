import type { Shape } from "@qkv/core-wasm/contract";
import type { Fields } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectList, expectObject } from "../options/expect-argument.ts";
import { assign } from "../tensor/assign.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type GivenParameters, givenItems, givenTensors, isGroup } from "./given-parameters.ts";
import { groupState, settingsOf } from "./group-state.ts";
import type { Scheduler } from "./lr-scheduler/scheduler-state.ts";
import {
  expectSameMaking,
  type GivenOptimizerState,
  type GroupState,
  keptOf,
  type OptimizerState,
  type StateTarget,
} from "./optimizer-state.ts";
import { ParameterState } from "./parameter-state.ts";

/** What every group has, and the two settings that schedulers cycle where an optimiser has them. */
export interface OptimizerSettings {
  lr: number;
  betas?: readonly [number, number];
  momentum?: number;
}

/** Parameters that share settings; those may be changed between steps. */
export interface ParameterGroup extends OptimizerSettings {
  readonly params: readonly Tensor[];
  /** Factor of the group's rate, also of one that a schedule gives: layer-wise learning rates. */
  readonly lrScale: number;
  /** The rate that schedulers start from; set by the first of them. */
  initialLr?: number;
}

/** Some of the settings; those that are undefined are not given. */
export type PartialSettings<S> = { readonly [K in keyof S]?: S[K] | undefined };

/** A group as a constructor takes it: settings that it leaves out are those of the optimiser. */
export type GroupOptions<S extends OptimizerSettings = OptimizerSettings> = PartialSettings<S> & {
  readonly params: GivenParameters | Tensor;
  readonly lrScale?: number | undefined;
};

/** A module, parameters with or without their names, or groups of parameters with settings of their own. */
export type OptimizerParameters<S extends OptimizerSettings> =
  | GivenParameters
  | Iterable<GroupOptions<S>>;

/** What `defineSettings` gives. */
export interface SettingsTables<S extends OptimizerSettings> {
  readonly shared: { readonly name: string; complete(options: PartialSettings<S>): unknown };
  readonly group: {
    readonly fields: Fields;
    complete(
      options: GroupOptions<S>,
    ): S & { readonly params: GivenParameters | Tensor; readonly lrScale: number };
  };
}

/** A parameter that moves, its gradient, and what is kept for it. */
export interface ParameterUpdate {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** `state.step` counts from 1. */
  readonly state: ParameterState;
}

/**
 * Base of all optimisers: PyTorch's `optim.Optimizer`. A subclass says what a step does to parameters and what it
 * keeps for each, under PyTorch's names.
 */
export abstract class Optimizer<S extends OptimizerSettings = OptimizerSettings>
  implements Disposable
{
  readonly groups: readonly (ParameterGroup & S)[];
  readonly #name: string;
  readonly #tables: SettingsTables<S>;
  /** The groups' settings as they were made. */
  readonly #made: readonly S[];
  readonly #states = new Map<Tensor, ParameterState>();
  #schedulers: readonly Scheduler[] = [];

  protected constructor(
    params: OptimizerParameters<S>,
    options: PartialSettings<S>,
    tables: SettingsTables<S>,
  ) {
    const { shared, group } = tables;
    this.#name = shared.name;
    this.#tables = tables;
    const tensors: Tensor[] = [];
    const groups: GroupOptions<S>[] = [];
    for (const [i, item] of givenItems(this.#name, params).entries()) {
      if (item instanceof Tensor) tensors.push(item);
      else if (isGroup(item)) groups.push(item as GroupOptions<S>);
      else
        throw this.#error(
          TypeError,
          `parameter ${i} is ${describeValue(item)}, expected a tensor or a group { params: ... }`,
        );
    }
    if (tensors.length > 0 && groups.length > 0)
      throw this.#error(TypeError, "tensors and parameter groups are mixed; expected one kind");
    shared.complete(options);
    const given = tensors.length > 0 ? [{ params: tensors }] : groups;
    this.groups = given.map((own) => {
      const settings = group.complete({ ...options, ...withoutUndefined(own) });
      return {
        ...settings,
        lr: settings.lr * settings.lrScale,
        params: givenTensors(this.#name, settings.params),
      };
    });
    this.#made = this.groups.map((made) => ({ ...made }));
    const all = this.parameters();
    if (all.length === 0) throw this.#error(RangeError, "there are no parameters");
    const whole = all.findIndex(({ dtype }) => dtype !== "float32");
    if (whole >= 0)
      throw this.#error(TypeError, `parameter ${whole} is ${all[whole]!.dtype}, expected float32`);
    const computed = all.findIndex(({ node }) => node !== undefined);
    if (computed >= 0)
      throw this.#error(
        TypeError,
        `parameter ${computed} was computed (${all[computed]!.node!.op}), expected leaves: their gradients are kept`,
      );
    if (new Set(all).size !== all.length)
      throw this.#error(RangeError, "a parameter appears twice");
  }

  /** Schedulers of its rates, in the order in which they were made: what a training saves with the optimiser. */
  get schedulers(): readonly Scheduler[] {
    return this.#schedulers;
  }

  /** Called by a scheduler when it is made; `parts` are schedulers that it steps itself, and whose state is in its own. */
  attach(scheduler: Scheduler, parts: readonly Scheduler[] = []): void {
    expectObject("Optimizer", "scheduler", scheduler, "a scheduler", "stateDict");
    expectList("Optimizer", "parts", parts);
    const others = this.#schedulers.filter((one) => !parts.includes(one));
    this.#schedulers = [...others, scheduler];
  }

  /** Move the parameters of a group along their gradients. */
  protected abstract update(moves: readonly ParameterUpdate[], settings: S): void;

  /** Shapes of what is kept for a parameter, by PyTorch's names. */
  protected abstract stateShapes(parameter: Tensor, settings: S): Readonly<Record<string, Shape>>;

  /** All parameters, group by group. */
  parameters(): Tensor[] {
    return this.groups.flatMap(({ params }) => params);
  }

  /** Move every parameter that has a gradient. */
  step(): void {
    for (const group of this.groups) {
      const moves: ParameterUpdate[] = [];
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

  /**
   * The groups with their settings, and what is kept, by parameter number with PyTorch's names: "0.exp_avg",
   * "0.exp_avg_sq"; and the steps. The tensors are the optimiser's own.
   */
  stateDict(): OptimizerState {
    const tensors = new Map<string, Tensor>();
    const steps = this.parameters().map((parameter, i) => {
      const state = this.#states.get(parameter);
      for (const [name, kept] of state?.tensors ?? []) tensors.set(`${i}.${name}`, kept);
      return state?.step ?? 0;
    });
    return { optimizer: this.#name, groups: this.#groupStates(), steps, tensors };
  }

  /**
   * Take over what `stateDict` of an optimiser gave that was made as this one: moments, steps, and the groups' settings as
   * they were, as PyTorch's `load_state_dict` does. Nothing is changed when it throws.
   *
   * @throws StateDictError for a state of another kind of optimiser, of other groups, or that is damaged
   */
  loadStateDict(given: GivenOptimizerState): void {
    const own = this.#groupStates();
    const parameters = this.parameters();
    expectSameMaking(this.#name, own, given);
    const settings = (given.groups ?? own).map((group, i) => settingsOf(this.#tables, group, i));
    const ofParameter = this.groups.flatMap(({ params }, i) => params.map(() => settings[i]!));
    const target: StateTarget = {
      name: this.#name,
      shapes: (i) => this.stateShapes(parameters[i]!, ofParameter[i]!),
      parameterShape: (i) => parameters[i]!.shape,
    };
    const states = this.#statesOf(parameters, given, target);
    this.dispose();
    for (const [parameter, state] of states) this.#states.set(parameter, state);
    for (const [i, group] of this.groups.entries()) Object.assign(group, settings[i]);
  }

  #groupStates(): readonly GroupState[] {
    let first = 0;
    return this.groups.map((group, i) => {
      const state = groupState(this.#tables, group, first, (parameter) =>
        this.stateShapes(parameter, this.#made[i]!),
      );
      first += group.params.length;
      return state;
    });
  }

  /** What is to be kept from now on, in tensors of its own; nothing stays of it when it throws. */
  #statesOf(
    parameters: readonly Tensor[],
    given: GivenOptimizerState,
    target: StateTarget,
  ): ReadonlyMap<Tensor, ParameterState> {
    const states = new Map<Tensor, ParameterState>();
    try {
      for (const [i, kept] of keptOf(target, given).entries()) {
        const step = given.steps[i]!;
        if (step === 0) continue;
        const state = new ParameterState(parameters[i]!);
        states.set(parameters[i]!, state);
        state.step = step;
        for (const [name, value] of kept) assign(state.tensor(name, { shape: value.shape }), value);
      }
      return states;
    } catch (error) {
      for (const state of states.values()) state.dispose();
      throw error;
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
