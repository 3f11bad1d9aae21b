import { callback, integer, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";

/** What every call of a pipeline can be told, whatever its task. */
export const callFields = {
  /** Inputs that the model computes side by side; 8 unless given. */
  batchSize: integer({ from: 1, to: 2 ** 16, default: 8 }),
  /** Checked before every batch. */
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called with the inputs that are done, and with their number where it is known. */
  onProgress: callback<(done: number, total: number | undefined) => void>({ optional: true }),
};

/** The options that a call of any pipeline takes, by name. */
export type CallOptionName = keyof typeof callFields;
