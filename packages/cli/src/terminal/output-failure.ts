import { systemErrorCode, systemErrorMeaning } from "../failures/system-error.ts";

let failure: Error | undefined;

/**
 * Take note when stdout takes nothing more: what is written to a full disk raises an error that nobody awaits. A reader such
 * as `head` may leave early, which is no failure; and where stderr fails there is nowhere to say so.
 */
export function watchOutput(): void {
  process.stdout.on("error", (error) => {
    if (systemErrorCode(error) !== "EPIPE") failure ??= error;
  });
  process.stderr.on("error", () => {});
}

/** Why stdout takes nothing more, in words. */
export function outputFailure(): string | undefined {
  if (!failure) return undefined;
  return `cannot write to stdout: ${systemErrorMeaning(failure) ?? failure.message}`;
}

/** Resolves when all that was written to stdout is out, or has failed. */
export async function outputWritten(): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  await new Promise((resolve) => setImmediate(resolve)); // the error of a file comes after the writing
}
