/** Names and their values, in those around it where it has none itself. */
export class Scope {
  readonly #values = new Map<string, unknown>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope, values: Iterable<readonly [string, unknown]> = []) {
    this.#outer = outer;
    for (const [name, value] of values) this.#values.set(name, value);
  }

  get(name: string): unknown {
    for (let scope: Scope | undefined = this; scope; scope = scope.#outer)
      if (scope.#values.has(name)) return scope.#values.get(name);
    return undefined;
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }
}
