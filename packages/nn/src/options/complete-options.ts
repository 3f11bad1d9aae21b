/** The options with the defaults of those that are not given; a TypeError that names an unknown one. */
export function completeOptions<O extends object>(
  op: string,
  given: O,
  defaults: Required<O>,
): Required<O> {
  for (const name of Object.keys(given))
    if (!(name in defaults))
      throw new TypeError(
        `${op}: unknown option ${name}, expected one of ${Object.keys(defaults).join(", ")}`,
      );
  const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(chosen) };
}
