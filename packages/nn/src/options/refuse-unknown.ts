/** Throw unless every option is one of the known ones. */
export function refuseUnknown(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options))
    if (!known.includes(key))
      throw new TypeError(`${name}: unknown option "${key}"; expected ${known.join(", ")}`);
}
