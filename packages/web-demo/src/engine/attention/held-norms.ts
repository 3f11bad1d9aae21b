import { add, div, mean, mul, sub, sum, type Tensor, tensor } from "@qkv/nn";
import type { CapturedTensor } from "@qkv/nn/inspection";
import type { Model } from "@qkv/nn/models";
import type { Side } from "../protocol.ts";
import { onHost } from "./observe.ts";
import { isStream } from "./parts.ts";

/** A norm as what it is to a vector whose scale is held: linear. Found by its numbers: y = gain (x - mean) / scale + bias. */
interface HeldNorm {
  /** Whether the mean is taken away: LayerNorm does, RMSNorm does not. */
  readonly centred: boolean;
  readonly gain: Float32Array;
  readonly bias: Float32Array;
}

export type HeldNorms = ReadonlyMap<string, HeldNorm>;

/** The norms that read the vectors shown just before them, by their paths. What is no norm of these kinds is not among them. */
export async function heldNormsOf(
  model: Model,
  shown: readonly CapturedTensor[],
  side: Side,
): Promise<HeldNorms> {
  const state = model.stateDict();
  const norms = new Map<string, HeldNorm>();
  let before: CapturedTensor | undefined;
  for (const one of shown) {
    if (!isStream(one, side)) continue;
    const input = before;
    before = one;
    const weight = state.get(`${one.module}.weight`);
    if (!input || one.role !== "output" || weight?.shape.length !== 1) continue;
    const bias = state.get(`${one.module}.bias`);
    const gain = await onHost(weight);
    const found = fitting(await onHost(input.tensor), await onHost(one.tensor), {
      gain,
      bias: bias ? await onHost(bias) : new Float32Array(gain.length),
    });
    if (found) norms.set(one.module, found);
  }
  return norms;
}

/** Which kind of norm gives y of x: centred or not, its weight around 0 or around 1. */
function fitting(
  x: Float32Array,
  y: Float32Array,
  { gain, bias }: Pick<HeldNorm, "gain" | "bias">,
): HeldNorm | undefined {
  for (const offset of [0, 1])
    for (const centred of [true, false]) {
      const norm = { centred, bias, gain: gain.map((one) => one + offset) };
      if (gives(norm, x, y)) return norm;
    }
  return undefined;
}

function gives({ centred, gain, bias }: HeldNorm, x: Float32Array, y: Float32Array): boolean {
  const width = gain.length;
  for (let start = 0; start < x.length; start += width) {
    const row = x.subarray(start, start + width);
    const middle = centred ? row.reduce((a, b) => a + b, 0) / width : 0;
    const gained = row.map((one, i) => (one - middle) * gain[i]!);
    const said = gained.map((_, i) => y[start + i]! - bias[i]!);
    const dot = (a: Float32Array, b: Float32Array) =>
      a.reduce((all, one, i) => all + one * b[i]!, 0);
    const share = dot(said, gained) / dot(gained, gained);
    const size = Math.sqrt(dot(said, said) / width);
    if (said.some((one, i) => !(Math.abs(one - share * gained[i]!) < 1e-3 * size))) return false;
  }
  return true;
}

/** The norm of x, [1, tokens, width], with the scale that it had for y held: what a gradient goes through as a linear map. */
export function held(x: Tensor, y: Tensor, { centred, gain, bias }: HeldNorm): Tensor {
  const { device } = x;
  const shift = tensor(bias, { device });
  const gained = mul(centred ? sub(x, mean(x, -1, true)) : x, tensor(gain, { device }));
  const fixed = gained.detach();
  const along = sum(mul(sub(y.detach(), shift), fixed), -1, true); // [1, tokens, 1]
  return add(mul(gained, div(along, sum(mul(fixed, fixed), -1, true))), shift);
}
