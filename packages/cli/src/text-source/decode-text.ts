import { CommandError } from "../failures/command-error.ts";
import { formatBytes } from "../terminal/format-number.ts";

/** Largest text that is taken, in bytes. */
export const textLimit = 256 * 2 ** 20;

/** The text of UTF-8 bytes; an error that names the source for an empty, binary or oversized one. */
export function decodeText(bytes: Uint8Array, source: string): string {
  if (bytes.length > textLimit) throw tooLarge(source, bytes.length);
  if (bytes.length === 0) throw new CommandError(`${source} is empty, expected text to work on`);
  const zero = bytes.indexOf(0);
  if (zero >= 0)
    throw new CommandError(
      `${source} is not text: byte ${zero} is zero; expected a plain text file in UTF-8`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError(
      `${source} is not UTF-8 text; convert it first, e.g. iconv -f latin1 -t utf-8`,
    );
  }
}

export function tooLarge(source: string, bytes: number): CommandError {
  return new CommandError(
    `${source} has ${formatBytes(bytes)}, expected at most ${formatBytes(textLimit)}; take a part of it`,
  );
}
