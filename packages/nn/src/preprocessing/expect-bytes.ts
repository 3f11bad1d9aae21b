import { describeValue } from "../options/describe-value.ts";

/** A Uint8Array, or what extends it. */
export function expectBytes(who: string, value: unknown): void {
  if (!(value instanceof Uint8Array))
    throw new TypeError(`${who}: bytes is ${describeValue(value)}, expected a Uint8Array`);
}
