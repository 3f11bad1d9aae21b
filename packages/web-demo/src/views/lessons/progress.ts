/** What storage has of the chapters that are done: a list of names. Storage that somebody else wrote counts as empty. */
export function readProgress(stored: string | undefined): readonly string[] {
  if (stored === undefined) return [];
  try {
    const names: unknown = JSON.parse(stored);
    const sound = Array.isArray(names) && names.every((name) => typeof name === "string");
    return sound ? [...new Set<string>(names)].slice(0, 1000) : [];
  } catch {
    return [];
  }
}

export const writeProgress = (names: readonly string[]): string => JSON.stringify(names);
