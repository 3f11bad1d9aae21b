import type { Field } from "./fields.ts";

/** A view's whole state as the query of an address, and back. */
export interface StateCodec<S> {
  readonly initial: S;
  /** Which names it uses; a link to another view carries over what both know. */
  readonly names: readonly (keyof S & string)[];
  /** What is missing or no such value is as at first. */
  read(query: URLSearchParams): S;
  /** Only what is not as at first, so that links are short. */
  write(state: S): URLSearchParams;
}

/** `defineState({ text: text("Call me"), layer: integer(0, { from: 0, to: 99 }) })` */
export function defineState<S extends object>(
  fields: {
    readonly [K in keyof S]: Field<S[K]>;
  },
): StateCodec<S> {
  const entries = Object.entries(fields) as [keyof S & string, Field<S[keyof S]>][];
  return {
    initial: Object.fromEntries(entries.map(([name, { initial }]) => [name, initial])) as S,
    names: entries.map(([name]) => name),
    read(query) {
      const values = entries.map(([name, field]) => {
        const given = query.get(name);
        return [name, (given === null ? undefined : field.read(given)) ?? field.initial];
      });
      return Object.fromEntries(values) as S;
    },
    write(state) {
      const query = new URLSearchParams();
      for (const [name, field] of entries) {
        const written = field.write(state[name]);
        if (written !== field.write(field.initial)) query.set(name, written);
      }
      return query;
    },
  };
}
