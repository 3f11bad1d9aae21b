/** Kinds of values that options take beside single numbers and texts; NaN is no number here. */
const isNumber = (value: unknown): value is number =>
  typeof value === "number" && !Number.isNaN(value);

export const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every(isNumber);

export const isNumberOrNumbers = (value: unknown): boolean => isNumber(value) || isNumbers(value);

export const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value);

export const isTextOrTexts = (value: unknown): boolean =>
  [value].flat().every((one) => typeof one === "string");

/** By what it has: a page may run in another realm than the library, with a class of its own. */
export const isAbortSignal = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;
