interface Seen {
  readonly tokens: Set<number>;
  /** How many of the sequence are among them. */
  count: number;
}

/** The different tokens of sequences that grow, so that a token costs the same however many came before it. */
export class SeenTokens {
  readonly #seen = new WeakMap<readonly number[], Seen>();

  of(ids: readonly number[]): ReadonlySet<number> {
    const known = this.#seen.get(ids);
    const seen =
      known && known.count <= ids.length ? known : { tokens: new Set<number>(), count: 0 };
    for (; seen.count < ids.length; seen.count++) seen.tokens.add(ids[seen.count]!);
    this.#seen.set(ids, seen);
    return seen.tokens;
  }
}
