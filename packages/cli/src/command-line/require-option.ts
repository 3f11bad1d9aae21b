import { UsageError } from "../failures/command-error.ts";

/** The option's value, or a UsageError that says what is missing. */
export function requireOption<T>(name: string, value: T | undefined, expected: string): T {
  if (value !== undefined) return value;
  throw new UsageError(`--${name} is missing, expected ${expected}`);
}
