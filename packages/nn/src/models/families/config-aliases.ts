/** A config.json whose fields have their own names where it has others for them; those count where both are there. */
export function withOwnNames(
  config: object,
  aliases: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...config };
  for (const [alias, name] of Object.entries(aliases)) {
    if (!Object.hasOwn(fields, alias)) continue;
    fields[name] = fields[alias];
    delete fields[alias];
  }
  return fields;
}
