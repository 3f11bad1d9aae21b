import type { ComponentFields } from "../component-fields.ts";

export interface SpecialToken {
  readonly token: string;
  readonly id: number;
}

/** A field [token, id]. */
export function readSpecialToken(fields: ComponentFields, name: string): SpecialToken {
  const [token, id]: readonly unknown[] = fields.list(name);
  if (typeof token !== "string" || !Number.isSafeInteger(id) || Number(id) < 0)
    throw fields.wrong(name, "a token and its id");
  return { token, id: Number(id) };
}
