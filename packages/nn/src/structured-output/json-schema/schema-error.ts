import { describeValue } from "../../options/describe-value.ts";
import { ConstraintError } from "../constraint-error.ts";

/** A schema, and where it stands: "#/properties/a". */
export interface Located {
  readonly schema: unknown;
  readonly path: string;
}

/** Schemas that hold together. */
export type Together = readonly Located[];

export const wrong = (path: string, problem: string): ConstraintError =>
  new ConstraintError(`jsonSchema: ${path} ${problem}`);

export const wrongValue = ({ path }: Located, keyword: string, value: unknown, expected: string) =>
  wrong(`${path}/${keyword}`, `is ${describeValue(value)}, expected ${expected}`);

/** A part of a schema. */
export const inside = ({ path }: Located, part: string, schema: unknown): Located => ({
  schema,
  path: `${path}/${part}`,
});

/** A name in a path, as RFC 6901 writes it. */
export const pointer = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
