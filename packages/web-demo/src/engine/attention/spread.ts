import { add, mul, scope, sum, type Tensor, tensor } from "@qkv/nn";
import {
  type Capture,
  type CapturedTensor,
  capture,
  type TensorHook,
  withHook,
} from "@qkv/nn/inspection";
import type { Side } from "../protocol.ts";
import { type HeldNorms, held } from "./held-norms.ts";
import type { Observed } from "./observe.ts";
import { isStream, type Parts } from "./parts.ts";
import { forward, type Reading } from "./reading.ts";

/** What a part of the model puts into the residual stream. */
export type Part = "heads" | "feedForward" | "embedded";

/** One token at one place. */
export interface Place {
  readonly position: number;
  readonly token: number;
}

/**
 * Run the pass with all that is added to the stream cut off from what it was made of, and follow a logit backward: it gets
 * to the parts by the stream alone, through norms whose scale is held. The caller frees what was captured, and the model's
 * gradients.
 */
export function spread(
  { reading, parts, changed }: Observed,
  norms: HeldNorms,
  place: Place,
): Capture {
  const { model } = reading.opened;
  const side = sideOf(reading);
  let before: Tensor | undefined; // what a norm reads
  const hook: TensorHook = (seen) => {
    const norm = seen.role === "output" ? norms.get(seen.module) : undefined;
    const put =
      norm && before
        ? held(before, seen.tensor, norm)
        : partOf(seen, parts, side) && cutOff(seen.tensor);
    if (isStream(seen, side)) before = put ?? seen.tensor;
    return put;
  };
  return capture(model, () =>
    scope(() => {
      const logits = withHook(model, hook, () => changed(() => forward(reading)));
      at(logits, place).backward();
    }),
  );
}

/** One of the logits, [1, tokens, vocab]. */
function at(logits: Tensor, { position, token }: Place): Tensor {
  const { shape, device } = logits;
  const only = new Float32Array(logits.size);
  only[position * shape[2]! + token] = 1;
  return sum(mul(logits, tensor(only, { device }).reshape(...shape)));
}

/** Whose stream predicts. */
export const sideOf = ({ target }: Reading): Side => (target ? "Mt" : "M");

/** The same values as the beginning of a graph. */
const cutOff = (from: Tensor): Tensor =>
  add(from.detach(), tensor([0], { device: from.device }).requiresGrad_());

/** Which part shows a tensor, if any does. */
export function partOf(
  { module, role, axes }: CapturedTensor,
  { embedded }: Parts,
  side: Side,
): Part | undefined {
  if (role === "headOutput") return axes[2] === side ? "heads" : undefined;
  if (axes[1] !== side) return undefined;
  const first = embedded[side];
  if (first?.module === module && first.role === role) return "embedded";
  return role === "activated" || role === "feedForwardOutput" ? "feedForward" : undefined;
}
