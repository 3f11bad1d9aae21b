import { ChatTemplateError } from "./chat-template-error.ts";
import { isSequence, itemsOf, PyDict } from "./python-values.ts";

/** Statements run, values made or read, and elements and stretches of text in them: about a second. */
const mostWork = 2_000_000;
const longestText = 2 ** 26;
/** Code units that cost as much as one value. */
const stretch = 8;

let left = Number.POSITIVE_INFINITY;

/**
 * Runs with a bound on what it may do, whatever the template says.
 *
 * @throws ChatTemplateError where it does more, or makes what the engine cannot hold
 */
export function withBoundedWork<T>(run: () => T): T {
  const outer = left;
  left = mostWork;
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError)
      throw new ChatTemplateError(`it asks too much: ${error.message}`);
    throw error;
  } finally {
    left = outer;
  }
}

export function spend(work: number): void {
  left -= work;
  if (left < 0)
    throw new ChatTemplateError(`it does not come to an end within ${mostWork} steps of work`);
}

/** Counts a value that an operation is about to read through, or has made, and gives it on. */
export function counted(value: unknown): unknown {
  if (typeof value === "string") spend(1 + value.length / stretch);
  else if (isSequence(value)) spend(1 + itemsOf(value).length);
  else spend(value instanceof PyDict ? 1 + value.entries.size : 1);
  return value;
}

/** Before a text of so many code units is made. */
export function expectLength(length: number): void {
  if (length > longestText)
    throw new ChatTemplateError(`a text of ${length} characters, expected at most ${longestText}`);
  spend(length / stretch);
}

/** Texts one behind the other. */
export function joined(texts: readonly string[], between = ""): string {
  let length = between.length * texts.length;
  for (const text of texts) length += text.length;
  expectLength(length);
  return texts.join(between);
}
