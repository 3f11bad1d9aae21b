/** What a person has chosen, on this machine alone; a page without storage forgets it. */
export function readPreference(name: string): string | undefined {
  try {
    return localStorage.getItem(`qkv.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(`qkv.${name}`, value);
  } catch {
    // A private window: it holds for this visit.
  }
}
