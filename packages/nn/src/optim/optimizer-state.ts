import { formatShape, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { StateDictError } from "../weights/state-dict.ts";

/** A group as PyTorch's `param_groups` have it: its settings, as they are now, and the numbers of its parameters. */
export interface GroupState {
  readonly params: readonly number[];
  readonly lr: number;
  readonly lrScale: number;
  /** The rate that schedulers started from; missing where none has. */
  readonly initialLr?: number | undefined;
  /** What the settings that the group was made with keep for its parameters: "exp_avg". */
  readonly kept: readonly string[];
  /** The optimiser's own settings: betas, momentum, ... */
  readonly [setting: string]: unknown;
}

/** What an optimiser keeps: its groups, the steps of each parameter, and tensors "0.exp_avg", "1.exp_avg", ... */
export interface OptimizerState {
  /** "AdamW" */
  readonly optimizer: string;
  readonly groups: readonly GroupState[];
  readonly steps: readonly number[];
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** The same with tensors of anywhere; states of older files know neither optimiser nor groups. */
export interface GivenOptimizerState {
  readonly optimizer?: string | undefined;
  readonly groups?: readonly GroupState[] | undefined;
  readonly steps: readonly number[];
  readonly tensors: ReadonlyMap<string, Tensor | HostTensor>;
}

/** An optimiser that a state is to fit. */
export interface StateTarget {
  readonly name: string;
  /** Shapes of what is kept for a parameter by its group's settings as they are in the state. */
  readonly shapes: (parameter: number) => Readonly<Record<string, Shape>>;
  readonly parameterShape: (parameter: number) => Shape;
}

/** What is loaded for a parameter that has done steps. */
export type KeptTensors = ReadonlyMap<string, Tensor | HostTensor>;

/** Throw unless a state is of an optimiser of this kind, made with the same groups. */
export function expectSameMaking(
  name: string,
  groups: readonly GroupState[],
  given: GivenOptimizerState,
): void {
  if (!Array.isArray(given?.steps) || !(given.tensors instanceof Map))
    throw new TypeError(
      `${name}: loadStateDict takes what stateDict() gives: { optimizer, groups, steps, tensors }`,
    );
  if (given.optimizer !== undefined && given.optimizer !== name)
    throw unfit(
      name,
      `it is of ${given.optimizer}; go on with ${given.optimizer}, or train on from the weights alone`,
    );
  if (!Array.isArray(given.steps) || !(given.tensors instanceof Map))
    throw unfit(name, "it has no steps and tensors; expected what stateDict() gave");
  const count = groups.reduce((sum, { params }) => sum + params.length, 0);
  if (given.steps.length !== count)
    throw unfit(name, `state of ${given.steps.length} parameters, expected ${count}`);
  if (!given.groups) return;
  if (given.groups.length !== groups.length)
    throw unfit(name, `it has ${given.groups.length} groups, expected ${groups.length}`);
  for (const [i, own] of groups.entries()) {
    const saved = given.groups[i]!;
    if (saved.params.length !== own.params.length)
      throw unfit(
        name,
        `group ${i} has ${saved.params.length} parameters, expected ${own.params.length}`,
      );
    if (saved.kept.join() !== own.kept.join())
      throw unfit(
        name,
        `group ${i} was made to keep ${listed(saved.kept)}, expected ${listed(own.kept)}; ` +
          `make it with the same settings${differences(saved, own)}`,
      );
  }
}

/**
 * The tensors of each parameter, compared with what is expected of it; of those that have done no step none.
 *
 * @throws StateDictError
 */
export function keptOf(target: StateTarget, given: GivenOptimizerState): readonly KeptTensors[] {
  const { name } = target;
  const kept = given.steps.map(() => new Map<string, Tensor | HostTensor>());
  for (const [key, tensor] of given.tensors) {
    const [, number = "", own = ""] = /^(\d+)\.(.+)$/.exec(key) ?? [];
    const parameter = Number(number);
    if (own === "" || !given.steps[parameter])
      throw unfit(name, `${key} is of no parameter that has done a step`);
    kept[parameter]!.set(own, tensor);
  }
  for (const [i, tensors] of kept.entries())
    if (given.steps[i]) expectTensors(target, given, i, tensors);
  return kept;
}

function expectTensors(
  target: StateTarget,
  given: GivenOptimizerState,
  parameter: number,
  tensors: KeptTensors,
): void {
  const { name } = target;
  const shapes = new Map(Object.entries(target.shapes(parameter)));
  const made = given.groups && groupOf(given.groups, parameter)?.kept;
  // What a setting asks for that was changed on the way may not be there yet.
  const missing = [...shapes.keys()].find(
    (one) => !tensors.has(one) && (made?.includes(one) ?? true),
  );
  if (missing !== undefined)
    throw unfit(name, `${parameter}.${missing} is missing; is it of another optimiser?`);
  for (const [own, tensor] of tensors) {
    // ... and what an earlier setting asked for is kept, as PyTorch does; an older state cannot say of which optimiser it is.
    const shape =
      shapes.get(own) ??
      (given.optimizer === undefined ? undefined : target.parameterShape(parameter));
    if (!shape)
      throw unfit(
        name,
        `${parameter}.${own} is nothing that it keeps (${listed([...shapes.keys()])}); is it of another optimiser?`,
      );
    if (tensor.dtype !== "float32")
      throw unfit(name, `${parameter}.${own} is ${tensor.dtype}, expected float32`);
    const [came, expected] = [sizeOf(tensor.shape), sizeOf(shape)];
    if (came !== expected)
      throw unfit(name, `${parameter}.${own} has ${came} elements, expected ${expected}`);
    if (tensor.shape.join() !== shape.join())
      throw unfit(
        name,
        `${parameter}.${own} is ${formatShape(tensor.shape)}, expected ${formatShape(shape)}; ` +
          "are the parameters in another order?",
      );
  }
}

const groupOf = (groups: readonly GroupState[], parameter: number): GroupState | undefined =>
  groups.find(({ params }) => params.includes(parameter));

const listed = (names: readonly string[]): string => names.join(", ") || "nothing";

/** " (momentum is 0.9 in the state, 0 here)" */
function differences(saved: GroupState, own: GroupState): string {
  const different = Object.keys(own)
    .filter((key) => key !== "params" && key !== "kept" && key !== "lr" && key !== "initialLr")
    .filter((key) => JSON.stringify(saved[key]) !== JSON.stringify(own[key]))
    .map(
      (key) =>
        `${key} is ${JSON.stringify(saved[key])} in the state, ${JSON.stringify(own[key])} here`,
    );
  return different.length > 0 ? ` (${different.join("; ")})` : "";
}

export const unfit = (name: string, problem: string): StateDictError =>
  new StateDictError(`${name}: state dict does not fit: ${problem}`);
