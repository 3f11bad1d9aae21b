/** Thrown for data that describe no tokenizer. */
export class TokenizerDataError extends Error {
  override readonly name: string = "TokenizerDataError";

  constructor(problem: string, options?: ErrorOptions) {
    super(`tokenizer: ${problem}`, options);
  }
}

/** What came and what was expected, for a field of a tokenizer's file. */
export const wrongField = (field: string, value: unknown, expected: string): TokenizerDataError =>
  new TokenizerDataError(`${field} is ${show(value)}, expected ${expected}`);

/** A value out of a file, cut where it is long. */
export function show(value: unknown): string {
  const json = JSON.stringify(value) ?? "missing";
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
