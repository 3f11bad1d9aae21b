import type { QuantizedFormat } from "@qkv/core-wasm/contract";
import type { WeightHolder } from "../layers/weight-holder.ts";
import { matchNames } from "../module/match-names.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance, expectObject } from "../options/expect-argument.ts";
import { passing } from "../options/fields.ts";
import { isTextOrTexts } from "../options/kinds-of-values.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { kernelFormats } from "./kernel-formats.ts";
import { QuantizedWeight } from "./quantized-weight.ts";
import type { WeightFormat } from "./weight-format.ts";
import { floatWeights, putQuantized } from "./weight-holders.ts";

const quantizeOptions = defineOptions("quantize", {
  /** Paths of Linear and Embedding modules, with * for any characters; all unless given. */
  targets: passing<string | readonly string[]>(isTextOrTexts, {
    default: "*",
    expected: "a pattern of names, or several",
  }),
});

/** Which modules are packed. */
export type QuantizeOptions = Given<typeof quantizeOptions>;

/**
 * Store the weights of Linear and Embedding modules in fewer bits, in place, and freeze the model: its float32
 * weights are gone. Packed ones do not learn, but gradients pass through them: `addLora` trains adapters in front (QLoRA,
 * Dettmers et al., arXiv:2305.14314). A weight that modules share, as a tied head, is rounded once and
 * stays shared. Returns the paths of the modules.
 *
 * - `bf16`: the upper half of a float32: its range, and 8 bits of precision.
 * - `f16`: half precision, IEEE 754 binary16: 11 bits of precision down to 2^-14, and nothing beyond 65504; a weight with
 *   a larger element is a RangeError.
 * - `int8`: codes -127..127, a scale for each row.
 * - `int4`: codes 0..15 standing for -8..7, a scale for each 32 weights along a row, as ggml's q4_0.
 *
 * With int8 and int4, Linear rounds its input too, to 8 bits in blocks of 32. In the state dict and in files of
 * `saveModel`, "path.weight" becomes "path.weight_packed_int8" (the format by its name), int32, and "path.weight_scales" where there are scales;
 * `loadQuantized` reads them. A format may be one of your own, see `WeightFormat`.
 *
 * The weights are rounded on the host, at once: the model has to be on WASM, and may go to a GPU afterwards.
 */
export function quantize(
  model: Module,
  format: QuantizedFormat | WeightFormat,
  options: QuantizeOptions = {},
): readonly string[] {
  expectInstance("quantize", "model", model, Module, "a module");
  const { targets } = quantizeOptions.complete(options);
  const known = typeof format === "string" ? kernelFormats.get(format) : format;
  if (!known)
    throw new RangeError(
      `quantize: format is "${format}", expected ${[...kernelFormats.keys()].join(", ")}`,
    );
  expectObject("quantize", "format", known, "a format's name, or a WeightFormat", "name", "round");
  const holders = floatWeights("quantize", model);
  const paths = matchNames("quantize", [...holders.keys()], targets);
  const holdersOf = new Map<Tensor, WeightHolder[]>();
  for (const path of paths) {
    const holder = holders.get(path)!;
    holdersOf.set(holder.weight, [...(holdersOf.get(holder.weight) ?? []), holder]);
  }
  expectReadable(new Set(holdersOf.keys()));
  expectWhole(model, new Set(paths), new Set(holdersOf.keys()));
  // All are rounded before any is exchanged: a weight that is not finite leaves the model as it was.
  const quantized = new Map<Tensor, QuantizedWeight>();
  try {
    for (const path of paths) {
      const { weight } = holders.get(path)!;
      if (quantized.has(weight)) continue;
      const called = `quantize: ${path === "" ? "weight" : `${path}.weight`}`;
      quantized.set(weight, QuantizedWeight.from(weight, known, called));
    }
  } catch (error) {
    for (const made of quantized.values()) made.dispose();
    throw error;
  }
  for (const [weight, holder] of holdersOf) putQuantized(holder, quantized.get(weight)!);
  freeze(model);
  return paths;
}

/** What packed weights feed does not learn either. */
export function freeze(model: Module): void {
  for (const parameter of model.parameters()) {
    parameter.requiresGrad_(false).grad?.dispose();
    parameter.grad = undefined;
  }
}

/** Throw when a weight is on a device that can only be read by waiting. */
function expectReadable(weights: ReadonlySet<Tensor>): void {
  for (const { device } of weights)
    if (!device.backend.readSync)
      throw new TypeError(
        `quantize: the model is on device ${device.name}, expected one that is read at once, as WASM; move it there, ` +
          "quantise it, and move it back: await model.to(wasm); quantize(model, format); await model.to(device)",
      );
}

/** Throw when a weight has a name outside the chosen modules: it would be in two forms at once. */
export function expectWhole(
  model: Module,
  paths: ReadonlySet<string>,
  weights: ReadonlySet<Tensor>,
): void {
  for (const [name, tensor] of model.stateDict()) {
    const path = name.replace(/\.?weight$/, "");
    if (weights.has(tensor) && !paths.has(path))
      throw new Error(
        `quantize: ${name} is shared with a target, expected it among the targets: they stay one weight`,
      );
  }
}
