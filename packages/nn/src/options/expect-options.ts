/** Throw at an option that is not one of the known ones. */
export function expectOptions(kind: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given))
    if (!known.includes(name))
      throw new TypeError(`${kind}: unknown option ${name}, expected one of ${known.join(", ")}`);
}
