/** A count out of a saved state that nothing is known of; throws an error that names the field. */
export function countInState(state: unknown, field: string, source: string): number {
  const members: ReadonlyMap<string, unknown> = new Map(Object.entries(state ?? {}));
  const count = members.get(field);
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0)
    throw new TypeError(
      `${source}: state.${field} is ${JSON.stringify(count)}, expected an integer of at least 0`,
    );
  return count;
}
