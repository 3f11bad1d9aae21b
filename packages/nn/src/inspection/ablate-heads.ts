import { tensor } from "../device/create-tensor.ts";
import { andThen } from "../event-loop/until-settled.ts";
import type { Module } from "../module/module.ts";
import { mul } from "../ops/mul.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { passing, text } from "../options/fields.ts";
import { isNumbers } from "../options/kinds-of-values.ts";
import { withHook } from "./capture.ts";

const ablation = defineOptions("ablateHeads", {
  /** Path of the attention module, as in the state dict: `encoder.layers.0.self_attn`. */
  module: text(),
  /** Which of its heads say nothing, counted from 0. */
  heads: passing<readonly number[]>(isNumbers, { expected: "a list of numbers" }),
});

/** Which heads of which attention module say nothing while the body of `ablateHeads` runs. */
export type HeadAblation = Given<typeof ablation>;

/**
 * Run `body` with the output of these heads replaced by zeros, to see what depends on them. Michel,
 * Levy and Neubig, arXiv:1905.10650. An asynchronous body, `() => generate(...)`, runs without them to its end.
 *
 * @throws RangeError for a head that the module has not, and a path of which no attention module ran
 */
export function ablateHeads<T>(model: Module, options: HeadAblation, body: () => T): T {
  const { module, heads } = ablation.complete(options);
  let met = false;
  const result = withHook(
    model,
    ({ module: path, role, shape, tensor: output }) => {
      if (path !== module || role !== "headOutput") return undefined;
      met = true;
      const count = shape[1]!; // [batch, heads, tokens, headSize]
      for (const head of heads)
        if (!Number.isInteger(head) || head < 0 || head >= count)
          throw new RangeError(
            `ablateHeads: heads holds ${head}, expected 0 to ${count - 1} (${module} has ${count})`,
          );
      const kept = Array.from({ length: count }, (_, head) => (heads.includes(head) ? 0 : 1));
      return mul(output, tensor(kept, { device: output.device }).reshape(count, 1, 1));
    },
    body,
  );
  return andThen(result, (value) => {
    if (!met)
      throw new RangeError(
        `ablateHeads: module is "${module}", expected the path of an attention module that ran`,
      );
    return value;
  }) as T;
}
