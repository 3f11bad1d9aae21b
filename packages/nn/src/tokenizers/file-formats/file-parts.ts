/** A row of added_tokens in a tokenizer.json. */
export const addedTokenOf = (id: number, content: string, special: boolean) => ({
  ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false },
  special,
});

/** Ids of the tokens around a text, as far as there are any. */
export interface IdsAround {
  readonly begin?: number | undefined;
  readonly end?: number | undefined;
}

/** The post_processor that puts them there, each by its name; null for neither. */
export function templateOf(
  { begin, end }: IdsAround,
  nameOf: (id: number) => string | undefined,
): object | null {
  const named = (id: number | undefined): readonly (readonly [string, number])[] => {
    const name = id === undefined ? undefined : nameOf(id);
    return name === undefined ? [] : [[name, id!]];
  };
  const [before, behind] = [named(begin), named(end)];
  if (before.length + behind.length === 0) return null;
  const around = (id: "A" | "B", type_id: number): object[] => [
    ...before.map(([token]) => ({ SpecialToken: { id: token, type_id } })),
    { Sequence: { id, type_id } },
    ...behind.map(([token]) => ({ SpecialToken: { id: token, type_id } })),
  ];
  return {
    type: "TemplateProcessing",
    single: around("A", 0),
    pair: [...around("A", 0), ...around("B", 1)],
    special_tokens: Object.fromEntries(
      [...before, ...behind].map(([token, id]) => [
        token,
        { id: token, ids: [id], tokens: [token] },
      ]),
    ),
  };
}
