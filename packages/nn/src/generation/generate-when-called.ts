import type { generate as generateNow } from "./generate.ts";

/**
 * Go on with a prompt, or answer it where an encoder reads it, all at once: a text by a tokenizer, or sequences of ids for a
 * batch of prompts. What generates is loaded with the first call: a program that trains, or computes something else, waits
 * for none of it.
 *
 * @throws RangeError for a prompt without tokens; the signal's reason
 */
export const generate = (async (...given: Parameters<typeof generateNow>) =>
  (await import("./generate.ts")).generate(...given)) as typeof generateNow;
