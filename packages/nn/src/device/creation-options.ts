import type { DType } from "@qkv/core-wasm/contract";
import { anything, flag, instance, oneOf } from "../options/fields.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import { Device } from "../tensor/device.ts";

const dtypes: readonly DType[] = ["float32", "int32"];

/** What every function that makes a tensor can be told. */
export const creationFields = {
  dtype: oneOf(dtypes, { optional: true }),
  requiresGrad: flag({ default: false }),
  device: instance(Device, { optional: true }),
};

/** The same of those that draw. */
export const randomFields = {
  ...creationFields,
  /** Where the numbers come from: the default generator, which `manualSeed` seeds, unless given. */
  generator: anything<Generator>({ default: defaultGenerator }),
};

/** Throw unless it is a finite number. */
export function expectNumber(caller: string, name: string, value: unknown): void {
  if (typeof value === "number" && Number.isFinite(value)) return;
  throw new TypeError(`${caller}: ${name} is ${String(value)}, expected a finite number`);
}

/** Throw unless it is an integer from `least` on. */
export function expectInteger(caller: string, name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  const from = least === -Infinity ? "an integer" : `an integer from ${least}`;
  throw new RangeError(`${caller}: ${name} is ${String(value)}, expected ${from}`);
}
