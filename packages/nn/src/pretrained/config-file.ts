import { configOf } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import type { WrittenDType } from "../weights/written-dtype.ts";

/**
 * config.json of a model whose weights are written in this type. One that was read is written as its text was, for Python
 * tells 4.0 from 4 and JavaScript does not: only the type of the weights is put in.
 */
export function configFile(model: Model, read: string | undefined, dtype: WrittenDType): string {
  if (read === undefined) return `${JSON.stringify({ ...configOf(model), dtype }, undefined, 2)}\n`;
  const field = /("(?:torch_)?dtype"\s*:\s*)(?:"[^"]*"|null)/g;
  if (field.test(read)) return read.replace(field, `$1"${dtype}"`);
  return read.replace("{", `{\n  "dtype": "${dtype}",`);
}
