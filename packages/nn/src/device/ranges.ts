import { defineOptions, type Given } from "../options/define-options.ts";
import { expectElements } from "../options/expect-count.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { tensor } from "./create-tensor.ts";
import { creationFields, expectInteger, expectNumber } from "./creation-options.ts";

const rangeOptions = defineOptions("arange", creationFields);

/** Where a range begins, how far its elements are apart, of what type they are and on which device. */
export type RangeOptions = Given<typeof rangeOptions>;

/**
 * start, start + step, ... below `end` (above it when step is negative); start is 0 and step 1 unless given. As in
 * PyTorch's `torch.arange` the numbers are integers, int32, when all three are, else float32; `dtype` says otherwise.
 *
 * @throws RangeError for a step of 0, or of the wrong sign
 */
export function arange(end: number, options?: RangeOptions): Tensor;
export function arange(start: number, end: number, options?: RangeOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: RangeOptions): Tensor;
export function arange(...given: readonly (number | RangeOptions | undefined)[]): Tensor {
  const numbers = given.filter((value): value is number => typeof value === "number");
  const options = given.slice(numbers.length);
  if (
    numbers.length === 0 ||
    numbers.length > 3 ||
    options.some((one, i) => i > 0 || !isOptions(one))
  )
    throw new TypeError(
      `arange: got (${given.map((one) => (isOptions(one) ? "options" : String(one))).join(", ")}), ` +
        "expected (end), (start, end) or (start, end, step), and options",
    );
  const [start, end, step = 1] =
    numbers.length === 1 ? [0, numbers[0]!] : (numbers as [number, number, number?]);
  for (const [name, value] of Object.entries({ start, end, step }))
    expectNumber("arange", name, value);
  if (step === 0) throw new RangeError("arange: step is 0, expected another number");
  if (step > 0 !== end >= start && start !== end)
    throw new RangeError(
      `arange: from ${start} to ${end} with step ${step}, expected a step of the other sign`,
    );
  const whole = [start, end, step].every(Number.isInteger);
  const { dtype = whole ? "int32" : "float32", ...chosen } = rangeOptions.complete(
    (options[0] as RangeOptions | undefined) ?? {},
  );
  const exact = Float64Array.from(
    { length: expectElements("arange", Math.ceil((end - start) / step)) },
    (_, i) => start + i * step,
  );
  return tensor(exact, { ...chosen, dtype });
}

/**
 * `steps` numbers evenly from `start` to `end`, both included: float32 unless `dtype` says int32, which drops what stands
 * behind the point. PyTorch's `torch.linspace`.
 */
export function linspace(
  start: number,
  end: number,
  steps: number,
  options: RangeOptions = {},
): Tensor {
  expectNumber("linspace", "start", start);
  expectNumber("linspace", "end", end);
  expectInteger("linspace", "steps", steps, 0);
  const { dtype = "float32", ...chosen } = rangeOptions.complete(options, "linspace");
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  // From both ends, as PyTorch does, so that the last is `end` itself.
  const at = (i: number): number =>
    2 * i < steps ? start + step * i : end - step * (steps - 1 - i);
  const exact = Float64Array.from({ length: expectElements("linspace", steps) }, (_, i) =>
    dtype === "int32" ? Math.trunc(at(i)) : at(i),
  );
  return tensor(exact, { ...chosen, dtype });
}

const isOptions = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null);
