import { bindArguments } from "./bind-arguments.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import { braceFormat } from "./python-format.ts";
import { isPythonSpace, splitLines, splitWords, strip } from "./python-strip.ts";
import { type CallArguments, iterate, PyFunction, PyTuple, typeName } from "./python-values.ts";
import { expectLength, joined } from "./template-work.ts";

type Method = (text: string, given: CallArguments) => unknown;

/** A method whose arguments have these names. */
const method =
  <const N extends string>(
    names: readonly N[],
    run: (text: string, given: Readonly<Record<N, unknown>>) => unknown,
  ): Method =>
  (text, given) =>
    run(text, bindArguments("a method of a text", given, names));

const textOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  throw new ChatTemplateError(`a text is expected, not '${typeName(value)}'`);
};
const optionalText = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : textOf(value);
const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === "number" ? value : otherwise;
const affixes = (value: unknown): readonly string[] =>
  value instanceof PyTuple ? value.items.map(textOf) : [textOf(value)];
const cased = /^[\p{Lu}\p{Ll}\p{Lt}]$/u;

const each = (holds: RegExp): Method =>
  method([], (text) => text !== "" && [...text].every((one) => holds.test(one)));

/** Each letter behind no letter in upper case, others in lower case. */
const titled = (text: string): string =>
  text.replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());

export const capitalized = (text: string): string => {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
};

function split(text: string, separator: string | undefined, limit: number): string[] {
  if (separator === "") throw new ChatTemplateError("empty separator");
  if (separator === undefined) return splitWords(text, limit);
  const parts = text.split(separator);
  if (limit >= parts.length - 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitFromEnd(text: string, separator: string | undefined, limit: number): string[] {
  const reversed = (one: string): string => [...one].reverse().join("");
  const parts = split(reversed(text), separator && reversed(separator), limit);
  return parts.map(reversed).reverse();
}

const limitOf = (value: unknown): number => {
  const limit = numberOr(value, -1);
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
};

const find = (last: boolean, strict: boolean): Method =>
  method(["part", "start", "end"], (text, { part, start, end }) => {
    const characters = [...text];
    const from = clamp(numberOr(start, 0), characters.length);
    const to = clamp(numberOr(end, characters.length), characters.length);
    const within = characters.slice(from, to).join("");
    const at = last ? within.lastIndexOf(textOf(part)) : within.indexOf(textOf(part));
    if (at < 0 && strict) throw new ChatTemplateError("substring not found");
    return at < 0 ? -1 : from + [...within.slice(0, at)].length;
  });

const clamp = (at: number, length: number): number =>
  Math.min(length, at < 0 ? Math.max(0, at + length) : at);

const parted = (last: boolean): Method =>
  method(["separator"], (text, { separator }) => {
    const sep = textOf(separator);
    const at = last ? text.lastIndexOf(sep) : text.indexOf(sep);
    if (at < 0) return new PyTuple(last ? ["", "", text] : [text, "", ""]);
    return new PyTuple([text.slice(0, at), sep, text.slice(at + sep.length)]);
  });

const aligned = (left: (missing: number) => number): Method =>
  method(["width", "fill"], (text, { width, fill }) => {
    const missing = Math.min(numberOr(width, 0), 1e4) - [...text].length;
    if (missing <= 0) return text;
    const before = left(missing);
    const character = optionalText(fill) ?? " ";
    return character.repeat(before) + text + character.repeat(missing - before);
  });

export function replaced(text: string, old: string, fresh: string, count: number): string {
  // Behind each character and before the first, where nothing is replaced.
  const parts = old === "" ? ["", ...text, ""] : text.split(old);
  expectLength(text.length + fresh.length * Math.min(parts.length, count));
  if (!Number.isFinite(count)) return text.replaceAll(old, () => fresh);
  const [changed, kept] = [parts.slice(0, count + 1), parts.slice(count + 1)];
  return [changed.join(fresh), ...kept].join(old);
}

const methods: Readonly<Record<string, Method>> = {
  capitalize: method([], capitalized),
  casefold: method([], (text) => text.replaceAll("ß", "ss").toLowerCase()),
  center: aligned((missing) => Math.floor(missing / 2)),
  count: method(["part"], (text, { part }) => text.split(textOf(part)).length - 1),
  endswith: method(["suffix"], (text, { suffix }) =>
    affixes(suffix).some((one) => text.endsWith(one)),
  ),
  find: find(false, false),
  format: (text, { positional, named }) => braceFormat(text, positional, (name) => named.get(name)),
  index: find(false, true),
  isalnum: each(/^[\p{L}\p{N}]$/u),
  isalpha: each(/^\p{L}$/u),
  isdecimal: each(/^\p{Nd}$/u),
  isdigit: each(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2468]$/u),
  islower: method(
    [],
    (text) => [...text].some((one) => cased.test(one)) && !/[\p{Lu}\p{Lt}]/u.test(text),
  ),
  isnumeric: each(/^\p{N}$/u),
  isspace: method([], (text) => text !== "" && [...text].every(isPythonSpace)),
  istitle: method([], (text) => [...text].some((one) => cased.test(one)) && text === titled(text)),
  isupper: method(
    [],
    (text) => [...text].some((one) => cased.test(one)) && !/[\p{Ll}\p{Lt}]/u.test(text),
  ),
  join: method(["items"], (text, { items }) => joined(iterate(items).map(textOf), text)),
  ljust: aligned(() => 0),
  lower: method([], (text) => text.toLowerCase()),
  lstrip: method(["set"], (text, { set }) => strip(text, optionalText(set), "left")),
  partition: parted(false),
  removeprefix: method(["prefix"], (text, { prefix }) =>
    text.startsWith(textOf(prefix)) ? text.slice(textOf(prefix).length) : text,
  ),
  removesuffix: method(["suffix"], (text, { suffix }) =>
    text.endsWith(textOf(suffix)) ? text.slice(0, text.length - textOf(suffix).length) : text,
  ),
  replace: method(["old", "new", "count"], (text, { old, new: fresh, count }) =>
    replaced(text, textOf(old), textOf(fresh), limitOf(count)),
  ),
  rfind: find(true, false),
  rindex: find(true, true),
  rjust: aligned((missing) => missing),
  rpartition: parted(true),
  rsplit: method(["sep", "maxsplit"], (text, { sep, maxsplit }) =>
    splitFromEnd(text, optionalText(sep), limitOf(maxsplit)),
  ),
  rstrip: method(["set"], (text, { set }) => strip(text, optionalText(set), "right")),
  split: method(["sep", "maxsplit"], (text, { sep, maxsplit }) =>
    split(text, optionalText(sep), limitOf(maxsplit)),
  ),
  splitlines: method(["keepends"], (text, { keepends }) => splitLines(text, keepends === true)),
  startswith: method(["prefix"], (text, { prefix }) =>
    affixes(prefix).some((one) => text.startsWith(one)),
  ),
  strip: method(["set"], (text, { set }) => strip(text, optionalText(set))),
  swapcase: method([], (text) =>
    [...text]
      .map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()))
      .join(""),
  ),
  title: method([], titled),
  upper: method([], (text) => text.toUpperCase()),
  zfill: method(["width"], (text, { width }) => {
    const sign = /^[-+]/.test(text) ? text[0]! : "";
    return (
      sign + text.slice(sign.length).padStart(Math.min(numberOr(width, 0), 1e4) - sign.length, "0")
    );
  }),
};

/** A method of a text by its name in Python; undefined where there is none. */
export function stringMethod(text: string, name: string): PyFunction | undefined {
  if (!Object.hasOwn(methods, name)) return undefined;
  return new PyFunction(name, (given) => methods[name]!(text, given));
}
