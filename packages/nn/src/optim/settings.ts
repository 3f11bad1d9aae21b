import { defineOptions, type Fields, type WholeOf } from "../options/define-options.ts";
import { anything, number } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GivenParameters } from "./given-parameters.ts";

/** All settings of a group; they may be changed between steps. */
export type SettingsOf<F extends Fields> = { -readonly [K in keyof F]: WholeOf<F>[K] };

/** A rate, a decay, or what keeps a divisor from 0. */
/* @__NO_SIDE_EFFECTS__ */
export function fromZero(value: number) {
  return number({ from: 0, to: Infinity, default: value, expected: "0 or more" });
}

const groupFields = {
  params: anything<GivenParameters | Tensor>(),
  lrScale: fromZero(1),
};

/**
 * Declare the settings of an optimiser, which each of its groups may have for itself; `check` says what is wrong with a
 * group's that are right one by one.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineSettings<F extends Fields>(
  name: string,
  fields: F,
  check: (settings: WholeOf<F>) => string | undefined = () => undefined,
) {
  return {
    shared: defineOptions(name, fields),
    group: defineOptions<typeof groupFields & F>(name, { ...groupFields, ...fields }, { check }),
  };
}

/** Whether both betas are in [0, 1). */
export const betasInRange = ({
  betas,
}: {
  readonly betas: readonly [number, number];
}): string | undefined =>
  betas.length === 2 && betas.every((beta) => beta >= 0 && beta < 1)
    ? undefined
    : `betas are [${betas}], expected each of two from 0 up to 1`;
