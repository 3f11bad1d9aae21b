import { Module } from "../module/module.ts";
import { describeValue } from "../options/describe-value.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What optimisers take for parameters: tensors, those with their names, or a module for all that it has. */
export type GivenParameters =
  | Module
  | Iterable<Tensor | readonly [name: string, parameter: Tensor]>;

const expected =
  "a module, its parameters() or namedParameters(), or groups { params: ... } of them";

/**
 * The tensors, or the groups, that an optimiser was given. As in PyTorch one group may hold a single tensor.
 *
 * @throws TypeError for what is neither: a promise, a single tensor, a state dict's names
 */
export function givenItems(who: string, params: unknown): readonly unknown[] {
  if (params instanceof Module) return params.parameters();
  if (params instanceof Tensor)
    throw new TypeError(`${who}: params is a tensor, expected ${expected}; write [tensor]`);
  const isList = typeof params === "object" && params !== null && Symbol.iterator in params;
  if (!isList)
    throw new TypeError(`${who}: params is ${describeValue(params)}, expected ${expected}`);
  return [...(params as Iterable<unknown>)].map(withoutName);
}

/** The tensors alone. */
export function givenTensors(who: string, params: unknown): readonly Tensor[] {
  const items = params instanceof Tensor ? [params] : givenItems(who, params);
  return items.map((item, i) => {
    if (item instanceof Tensor) return item;
    throw new TypeError(`${who}: parameter ${i} is ${describeValue(item)}, expected a tensor`);
  });
}

/** Whether it is a group. */
export const isGroup = (item: unknown): item is { readonly params: unknown } =>
  typeof item === "object" && item !== null && "params" in item;

/** ["0.weight", tensor], as `namedParameters()` and a state dict give. */
const withoutName = (item: unknown): unknown =>
  Array.isArray(item) &&
  item.length === 2 &&
  typeof item[0] === "string" &&
  item[1] instanceof Tensor
    ? item[1]
    : item;
