import { add, mul, type Tensor, tensor } from "@qkv/nn";
import { ablateHeads, type TensorHook, withHook } from "@qkv/nn/inspection";
import type { Model } from "@qkv/nn/models";
import type { HeadName, Interventions, Side } from "../protocol.ts";
import type { Parts } from "./parts.ts";

export const nothing: Interventions = {
  ...{ ablated: [], patched: [], patchText: "" },
  ...{ masked: { M: [], Mt: [] }, frozen: { M: [], Mt: [] } },
};

/** What the heads of one module gave. */
export interface HeadOutputs {
  /** [heads, tokens, headSize] */
  readonly shape: readonly [number, number, number];
  readonly data: Float32Array;
}

/** Of another text, by the path of the attention module. */
export type Donor = ReadonlyMap<string, HeadOutputs>;

type Device = Tensor["device"];

/** Run `body` with everything that is asked for done to the model's tensors on their way. */
export function withInterventions<T>(
  model: Model,
  parts: Parts,
  { ablated, patched, masked, frozen }: Interventions,
  donor: Donor,
  body: () => T,
): T {
  const hooks = [
    maskTokens(masked),
    freezeTokens(parts, frozen),
    patchHeads(parts, patched, donor),
  ];
  const hooked = () =>
    withHook(
      model,
      (seen) => {
        for (const hook of hooks) {
          const put = hook(seen);
          if (put) return put; // no two of them have an eye on the same tensor
        }
        return undefined;
      },
      body,
    );
  return byModule(parts, ablated).reduce<() => T>(
    (inner, [module, heads]) =>
      () =>
        ablateHeads(model, { module, heads }, inner),
    hooked,
  )();
}

/** @throws RangeError for a module that the model does not have */
function byModule(parts: Parts, heads: readonly HeadName[]): [string, number[]][] {
  const modules = new Map<string, number[]>();
  for (const { attention, head } of heads) {
    const module = parts.attentions[attention];
    if (module === undefined)
      throw new RangeError(
        `there is no attention module ${attention}: the model has ${parts.attentions.length}`,
      );
    modules.set(module, [...(modules.get(module) ?? []), head]);
  }
  return [...modules];
}

/** Scores of the masked keys are -Infinity, but for a token's own: somewhere each has to look. */
function maskTokens(masked: Interventions["masked"]): TensorHook {
  return ({ role, axes, shape, tensor: scores }) => {
    if (role !== "scores") return undefined;
    const [querySide, keySide] = axes.slice(-2) as [Side, Side];
    const [queries, keys] = shape.slice(-2) as [number, number];
    const hidden = masked[keySide].filter((key) => key < keys);
    if (hidden.length === 0) return undefined;
    const hides = new Float32Array(queries * keys);
    for (const key of hidden)
      for (let query = 0; query < queries; query++)
        if (querySide !== keySide || query !== key) hides[query * keys + key] = -Infinity;
    return add(scores, tensor(hides, { device: scores.device }).reshape(queries, keys));
  };
}

/** After each layer the vector of a frozen token is again the one with which it came in. */
function freezeTokens({ embedded, layers }: Parts, frozen: Interventions["frozen"]): TensorHook {
  const first = new Map<Side, Tensor>();
  return ({ module, role, axes, shape, tensor: vectors }) => {
    const side = axes[1] as Side;
    if (axes.length !== 3 || !(frozen[side]?.length > 0)) return undefined;
    const place = embedded[side];
    if (place?.module === module && place.role === role) first.set(side, vectors);
    if (role !== "output" || !layers[side].includes(module)) return undefined;
    return chosen(first.get(side)!, vectors, 1, (token) => frozen[side].includes(token), shape[1]!);
  };
}

/** The outputs of patched heads are those of the other text, at the tokens that both have. */
function patchHeads(parts: Parts, patched: readonly HeadName[], donor: Donor): TensorHook {
  const modules = new Map(byModule(parts, patched));
  return ({ module, role, shape, tensor: output }) => {
    const heads = role === "headOutput" ? modules.get(module) : undefined;
    const given = donor.get(module);
    if (!heads || !given) return undefined;
    const put = asLong(given, shape[2]!, output.device);
    const [, count, tokens] = shape as [number, number, number];
    const both = Math.min(tokens, given.shape[1]);
    const here = Array.from({ length: count * tokens }, (_, i) =>
      heads.includes(Math.floor(i / tokens)) && i % tokens < both ? 1 : 0,
    );
    return mixed(put, output, here, [count, tokens, 1]);
  };
}

/** [1, heads, tokens, size], cut or filled with zeros to so many tokens. */
function asLong({ shape, data }: HeadOutputs, tokens: number, device: Device): Tensor {
  const [heads, has, size] = shape;
  const long = new Float32Array(heads * tokens * size);
  for (let head = 0; head < heads; head++)
    long.set(
      data.subarray(head * has * size, (head * has + Math.min(has, tokens)) * size),
      head * tokens * size,
    );
  return tensor(long, { device }).reshape(1, heads, tokens, size);
}

/** `one` at the places of an axis where `here` says so, `other` elsewhere. */
function chosen(
  one: Tensor,
  other: Tensor,
  axis: number,
  here: (index: number) => boolean,
  size: number,
): Tensor {
  const shape = [size, ...Array<number>(other.shape.length - 1 - axis).fill(1)];
  return mixed(
    one,
    other,
    Array.from({ length: size }, (_, i) => (here(i) ? 1 : 0)),
    shape,
  );
}

/** share one + (1 - share) other, where share is 0 or 1. */
function mixed(
  one: Tensor,
  other: Tensor,
  share: readonly number[],
  shape: readonly number[],
): Tensor {
  const { device } = other;
  const first = tensor(share, { device }).reshape(...shape);
  const second = tensor(
    share.map((value) => 1 - value),
    { device },
  ).reshape(...shape);
  return add(mul(one, first), mul(other, second));
}
