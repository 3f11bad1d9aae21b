import type { Tensor } from "../tensor/tensor.ts";
import type {
  GroupOptions,
  OptimizerSettings,
  ParameterGroup,
  SettingsTables,
} from "./optimizer.ts";
import { type GroupState, unfit } from "./optimizer-state.ts";

/** What a group is when it is saved; `first` is the number of its first parameter. */
export function groupState<S extends OptimizerSettings>(
  { group: { fields } }: SettingsTables<S>,
  group: ParameterGroup & S,
  first: number,
  keptFor: (parameter: Tensor) => object,
): GroupState {
  const { params, lr, lrScale, initialLr } = group;
  const settings = Object.entries(group).filter(
    ([key]) => key !== "params" && Object.hasOwn(fields, key),
  );
  return {
    ...Object.fromEntries(settings),
    ...{ lr, lrScale },
    ...(initialLr === undefined ? {} : { initialLr }),
    params: params.map((_, i) => first + i),
    kept: [...new Set(params.flatMap((parameter) => Object.keys(keptFor(parameter))))].sort(),
  };
}

/** The settings of a saved group, checked as those that a caller gives. */
export function settingsOf<S extends OptimizerSettings>(
  { shared: { name }, group }: SettingsTables<S>,
  { params: _, kept: __, initialLr, ...saved }: GroupState,
  number: number,
): S & { readonly initialLr?: number } {
  if (initialLr !== undefined && !Number.isFinite(initialLr))
    throw unfit(name, `initialLr of group ${number} is ${initialLr}, expected a number`);
  // What is wrong with it, the table says.
  const given = { ...saved, params: [] } as unknown as GroupOptions<S>;
  try {
    const { params: _, ...settings } = group.complete(given);
    return { ...(settings as unknown as S), ...(initialLr === undefined ? {} : { initialLr }) };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw unfit(name, `group ${number}: ${problem.replace(`${name}: `, "")}`);
  }
}
