import type { QuantizedFormat } from "@qkv/core-wasm/contract";
import type { QuantizableModule } from "../layers/quantizable-module.ts";
import { matchNames } from "../module/match-names.ts";
import type { Module } from "../module/module.ts";
import { QuantizedWeight } from "../module/quantized-weight.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { floatWeights, putQuantized } from "./weight-holders.ts";

const quantizeOptions = defineOptions("quantize", {
  /** Paths of Linear and Embedding modules, with * for any characters; all unless given. */
  targets: anything<string | readonly string[]>({ default: "*" }),
});

export type QuantizeOptions = Given<typeof quantizeOptions>;

const formats: readonly QuantizedFormat[] = ["bf16", "f16", "int8", "int4"];

/**
 * Store the weights of Linear and Embedding modules in fewer bits, in place, and freeze the model: it is for inference
 * from here on, and its float32 weights are gone. A weight that modules share, as a tied head, is rounded once and
 * stays shared. Returns the paths of the modules.
 *
 * - `bf16`: the upper half of a float32: its range, and 8 bits of precision.
 * - `f16`: half precision, IEEE 754 binary16: 11 bits of precision down to 2^-14, and nothing beyond 65504; a weight with
 *   a larger element is a RangeError.
 * - `int8`: codes -127..127, a scale for each row.
 * - `int4`: codes 0..15 standing for -8..7, a scale for each 32 weights along a row, as ggml's q4_0.
 *
 * With int8 and int4, Linear rounds its input too, to 8 bits in blocks of 32. In the state dict and in files of
 * `saveModel`, "path.weight" becomes "path.weight_packed", int32, and "path.weight_scales" (f16: "path.weight_packed_f16" alone);
 * `loadQuantized` reads them.
 *
 * The weights are rounded on the host, at once: the model has to be on WASM, and may go to a GPU afterwards.
 */
export function quantize(
  model: Module,
  format: QuantizedFormat,
  options: QuantizeOptions = {},
): readonly string[] {
  const { targets } = quantizeOptions.complete(options);
  if (!formats.includes(format))
    throw new RangeError(`quantize: format is "${format}", expected ${formats.join(", ")}`);
  const holders = floatWeights("quantize", model);
  const paths = matchNames("quantize", [...holders.keys()], targets);
  const holdersOf = new Map<Tensor, QuantizableModule[]>();
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
      quantized.set(weight, QuantizedWeight.from(weight, format, called));
    }
  } catch (error) {
    for (const { packed, scales } of quantized.values()) {
      packed.dispose();
      scales?.dispose();
    }
    throw error;
  }
  for (const [weight, holder] of holdersOf) putQuantized(holder, quantized.get(weight)!);
  for (const parameter of model.parameters()) {
    parameter.requiresGrad_(false).grad?.dispose();
    parameter.grad = undefined;
  }
  return paths;
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
function expectWhole(
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
