import { characterAt, type NormalizedText } from "./normalized-text.ts";

/** A character of a new text and what it does to the old one: 0 replaces a character, 1 comes in, -n takes n more away. */
export interface Change {
  readonly character: string;
  readonly change: number;
}

/**
 * A text made anew of changes. What replaces a character came of it; what comes in came of the character before, or of
 * the beginning where there is none. `removed` characters are left out first.
 */
export function transform(
  source: NormalizedText,
  changes: readonly Change[],
  removed = 0,
): NormalizedText {
  const { text, start } = source;
  const writer = source.rewrite();
  let at = 0;
  const skip = (count: number): void => {
    for (; count > 0 && at < text.length; count--) at += characterAt(text, at).length;
  };
  skip(removed);
  for (const { character, change } of changes) {
    const from = change > 0 ? at - 1 : Math.min(at, text.length - 1);
    if (from < 0) writer.write(character, start, start);
    else writer.copy(character, from);
    if (change <= 0) skip(1 - change);
  }
  return writer.done();
}
