import { add, mul, scope, sum, type Tensor, tensor, zeros } from "@qkv/nn";
import {
  type Capture,
  type CapturedTensor,
  capture,
  type TensorHook,
  withHook,
} from "@qkv/nn/inspection";
import type { Side } from "../protocol.ts";
import { areLogits } from "./logits.ts";
import type { Observed } from "./observe.ts";
import type { Parts } from "./parts.ts";
import { forward, type Reading } from "./reading.ts";

/** What a part of the model puts into the residual stream. */
export type Part = "heads" | "feedForward" | "embedded";

/** One number of a pass: a logit, or a vector of the stream along a direction. */
export type Looked =
  | { readonly role: "logits"; readonly position: number; readonly token: number }
  | {
      readonly role: "output";
      readonly module: string;
      readonly position: number;
      /** [width] */
      readonly direction: Float32Array;
    };

/**
 * Run the pass with all that is added to the stream cut off from what it was made of, and follow one number of it backward:
 * it gets to the parts by the stream alone. The number leaves the model in the place of its logits, for what is made inside
 * is freed there. The caller frees what was captured, and the model's gradients.
 */
export function spread({ reading, parts, changed }: Observed, looked: Looked): Capture {
  const { model } = reading.opened;
  let stream: Tensor | undefined;
  const hook: TensorHook = (seen) => {
    const { module, role, shape, tensor: given } = seen;
    if (looked.role === "output" && role === "output" && module === looked.module) stream = given;
    if (areLogits(seen))
      return add(zeros(shape, { device: given.device }), along(stream ?? given, looked));
    return partOf(seen, parts, sideOf(reading)) && cutOff(given);
  };
  return capture(model, () =>
    scope(() => {
      const numbers = withHook(model, hook, () => changed(() => forward(reading)));
      const first = new Float32Array(numbers.size);
      first[0] = 1; // all of them are the same
      const { device, shape } = numbers;
      sum(mul(numbers, tensor(first, { device }).reshape(...shape))).backward();
    }),
  );
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

/** The number that is looked at, out of logits or vectors [1, tokens, width]. */
function along(given: Tensor, looked: Looked): Tensor {
  const [, tokens, width] = given.shape as [number, number, number];
  const weights = new Float32Array(tokens * width);
  if (looked.role === "logits") weights[looked.position * width + looked.token] = 1;
  else weights.set(looked.direction, looked.position * width);
  const { device } = given;
  return sum(mul(given, tensor(weights, { device }).reshape(1, tokens, width)));
}
