/** Which of a family's architectures a config.json asks for: the first that is named and known, else the family's first. */
export function architectureOf(config: object, known: readonly [string, ...string[]]): string {
  const { architectures } = config as { readonly architectures?: unknown };
  const named = Array.isArray(architectures) ? architectures : [];
  return named.find((name) => known.includes(name)) ?? known[0];
}
