import { ChatTemplateError } from "./chat-template-error.ts";
import { compare } from "./python-operators.ts";
import {
  type CallArguments,
  isNumber,
  isObject,
  isSequence,
  numberOf,
  PyDict,
  PyFloat,
  PyFunction,
  typeName,
} from "./python-values.ts";

type Test = (value: unknown, other: unknown) => boolean;

const integer = (value: unknown): number => {
  if (isNumber(value)) return numberOf(value);
  throw new ChatTemplateError(`a number is expected, not '${typeName(value)}'`);
};
const comparison =
  (operator: string): Test =>
  (value, other) =>
    compare(operator, value, other);
const isSequenceOrText: Test = (value) =>
  typeof value === "string" || isSequence(value) || value instanceof PyDict;

const tests: Readonly<Record<string, Test>> = {
  boolean: (value) => typeof value === "boolean",
  callable: (value) => value instanceof PyFunction || (isObject(value) && value.call !== undefined),
  defined: (value) => value !== undefined,
  divisibleby: (value, other) => integer(value) % integer(other) === 0,
  eq: comparison("=="),
  equalto: comparison("=="),
  even: (value) => integer(value) % 2 === 0,
  false: (value) => value === false,
  float: (value) => value instanceof PyFloat,
  ge: comparison(">="),
  greaterthan: comparison(">"),
  gt: comparison(">"),
  in: comparison("in"),
  integer: (value) => typeof value === "number",
  iterable: (value) => value === undefined || isSequenceOrText(value, undefined),
  le: comparison("<="),
  lessthan: comparison("<"),
  lower: (value) => String(value) === String(value).toLowerCase() && /\p{L}/u.test(String(value)),
  lt: comparison("<"),
  mapping: (value) => value instanceof PyDict,
  ne: comparison("!="),
  none: (value) => value === null,
  number: (value) => isNumber(value),
  odd: (value) => Math.abs(integer(value) % 2) === 1,
  sameas: (value, other) => value === other,
  sequence: isSequenceOrText,
  string: (value) => typeof value === "string",
  true: (value) => value === true,
  undefined: (value) => value === undefined,
  upper: (value) => String(value) === String(value).toUpperCase() && /\p{L}/u.test(String(value)),
};

/** `value is name(...)` */
export function applyTest(name: string, value: unknown, { positional }: CallArguments): boolean {
  if (!Object.hasOwn(tests, name)) throw new ChatTemplateError(`there is no test ${name}`);
  return tests[name]!(value, positional[0]);
}
