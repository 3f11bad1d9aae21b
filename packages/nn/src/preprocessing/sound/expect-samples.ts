import { describeValue } from "../../options/describe-value.ts";

/** The samples of one channel. */
export function expectSamples(who: string, value: unknown, argument = "samples"): void {
  if (!(value instanceof Float32Array))
    throw new TypeError(
      `${who}: ${argument} is ${describeValue(value)}, expected a Float32Array of one channel`,
    );
}
