import type { RequestFields } from "./request-fields.ts";

const isId = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isIds = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every(isId);
const isTextOrIds = (value: unknown): value is string | readonly number[] =>
  typeof value === "string" || isIds(value);

const most = 2048;

/** A field that is a text, the ids of its tokens, or a list of either. */
export function textsOrIds(
  fields: RequestFields,
  name: string,
): readonly (string | readonly number[])[] {
  const expected = `a text, a list of token ids, or up to ${most} of them`;
  const value = fields.required(name, fields.any(name), expected);
  if (isTextOrIds(value)) return [value];
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.length > 0 && list.length <= most && list.every(isTextOrIds)) return list;
  throw fields.wrong(name, expected);
}
