import { bindArguments } from "./bind-arguments.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import { type Filter, type FilterEnvironment, filter, pathOf } from "./define-filter.ts";
import { binaryOperation, isEqual, order } from "./python-operators.ts";
import { str } from "./python-text.ts";
import { type CallArguments, isTrue, iterate, PyDict, PyTuple, typeName } from "./python-values.ts";
import { counted, joined, spend } from "./template-work.ts";

/** What is compared: an attribute where one is named, in lower case unless case counts. */
const keyOf =
  (attribute: unknown, caseSensitive: boolean) =>
  (value: unknown): unknown => {
    const one = attribute === undefined || attribute === null ? value : pathOf(value, attribute);
    if (typeof one !== "string" || caseSensitive) return one;
    counted(one);
    return one.toLowerCase();
  };

/** By the keys "a,b" one after the other. */
function keysOf(attribute: unknown, caseSensitive: boolean): (value: unknown) => unknown {
  if (typeof attribute !== "string" || !attribute.includes(","))
    return keyOf(attribute, caseSensitive);
  const keys = attribute.split(",").map((one) => keyOf(one.trim(), caseSensitive));
  return (value) => new PyTuple(keys.map((key) => key(value)));
}

const sorted = (
  items: readonly unknown[],
  key: (value: unknown) => unknown,
  reverse: boolean,
): unknown[] => {
  const keyed = items.map((item) => [key(item), item] as const);
  keyed.sort(([a], [b]) => (reverse ? order(b, a) : order(a, b)));
  return keyed.map(([, item]) => item);
};

const extreme = (sign: number): Filter =>
  filter(["case_sensitive", "attribute"], (value, { case_sensitive: cased, attribute }) => {
    const key = keyOf(attribute, isTrue(cased));
    const items = iterate(value);
    return items.reduce(
      (best, item, i) => (i === 0 || sign * order(key(item), key(best)) > 0 ? item : best),
      undefined,
    );
  });

/** `select("test", ...)` and its kin: what passes, or what does not, of items or of an attribute of theirs. */
const selection =
  (byAttribute: boolean, passes: boolean): Filter =>
  (value, { positional, named }, environment) => {
    const [attribute, rest] = byAttribute
      ? [positional[0], positional.slice(1)]
      : [undefined, positional];
    const [name, ...given] = rest;
    return iterate(value).filter((item) => {
      const one = byAttribute ? pathOf(item, attribute) : item;
      const passed =
        name === undefined
          ? isTrue(one)
          : environment.test(str(name), one, { positional: given, named });
      return passed === passes;
    });
  };

const mapped = (
  value: unknown,
  given: CallArguments,
  environment: FilterEnvironment,
): unknown[] => {
  const { positional, named } = given;
  const attribute = named.get("attribute");
  if (attribute !== undefined)
    return iterate(value).map((item) => pathOf(item, attribute) ?? named.get("default"));
  const [name, ...rest] = positional;
  if (name === undefined) throw new ChatTemplateError("map needs a filter or an attribute");
  return iterate(value).map((item) =>
    environment.filter(str(name), item, { positional: rest, named }),
  );
};

const groups = filter(["attribute", "default", "case_sensitive"], (value, given) => {
  const key = (item: unknown): unknown => pathOf(item, given.attribute) ?? given.default;
  const compared = keyOf(undefined, isTrue(given.case_sensitive));
  const grouped: { grouper: unknown; list: unknown[] }[] = [];
  for (const item of sorted(iterate(value), (one) => compared(key(one)), false)) {
    const last = grouped.at(-1);
    if (last && isEqual(compared(last.grouper), compared(key(item)))) last.list.push(item);
    else grouped.push({ grouper: key(item), list: [item] });
  }
  return grouped.map(({ grouper, list }) => new PyTuple([grouper, list]));
});

const chunks = (items: readonly unknown[], size: number, fill: unknown): unknown[] => {
  const made: unknown[][] = [];
  for (let at = 0; at < items.length; at += Math.max(1, size))
    made.push(items.slice(at, at + size));
  const last = made.at(-1);
  if (last && fill !== undefined && fill !== null)
    while (last.length < size) {
      spend(1);
      last.push(fill);
    }
  return made;
};

export const listFilters: Readonly<Record<string, Filter>> = {
  batch: filter(["linecount", "fill_with"], (value, { linecount, fill_with: fill }) =>
    chunks(iterate(value), Number(linecount), fill),
  ),
  dictsort: filter(
    ["case_sensitive", "by", "reverse"],
    (value, { case_sensitive: cased, by, reverse }) => {
      if (!(value instanceof PyDict))
        throw new ChatTemplateError(`'${typeName(value)}' is no dict`);
      const entries = [...value.entries].map((entry) => new PyTuple(entry));
      return sorted(entries, keyOf(by === "value" ? 1 : 0, isTrue(cased)), isTrue(reverse));
    },
  ),
  first: (value) => iterate(value)[0],
  groupby: groups,
  items: (value) => {
    if (value === undefined) return [];
    if (!(value instanceof PyDict))
      throw new ChatTemplateError("Can only get item pairs from a mapping.");
    return [...value.entries].map((entry) => new PyTuple(entry));
  },
  join: filter(["d", "attribute"], (value, { d, attribute }) =>
    joined(
      iterate(value).map((item) =>
        str(attribute === undefined || attribute === null ? item : pathOf(item, attribute)),
      ),
      str(d ?? ""),
    ),
  ),
  last: (value) => iterate(value).at(-1),
  list: (value) => [...iterate(value)],
  map: mapped,
  max: extreme(1),
  min: extreme(-1),
  reject: selection(false, false),
  rejectattr: selection(true, false),
  reverse: (value) =>
    typeof value === "string" ? [...value].reverse().join("") : [...iterate(value)].reverse(),
  select: selection(false, true),
  selectattr: selection(true, true),
  slice: filter(["slices", "fill_with"], (value, { slices, fill_with: fill }) => {
    const items = iterate(value);
    const count = Math.max(1, Number(slices));
    spend(count);
    const [size, more] = [Math.floor(items.length / count), items.length % count];
    return Array.from({ length: count }, (_, i) => {
      const start = i * size + Math.min(i, more);
      const part = items.slice(start, start + size + (i < more ? 1 : 0));
      return fill !== undefined && fill !== null && i >= more && more > 0 ? [...part, fill] : part;
    });
  }),
  sort: filter(
    ["reverse", "case_sensitive", "attribute"],
    (value, { reverse, case_sensitive: cased, attribute }) =>
      sorted(iterate(value), keysOf(attribute, isTrue(cased)), isTrue(reverse)),
  ),
  sum: (value, given) => {
    const { attribute, start } = bindArguments("sum", given, ["attribute", "start"]);
    return iterate(value)
      .map((item) =>
        attribute === undefined || attribute === null ? item : pathOf(item, attribute),
      )
      .reduce((total, item) => binaryOperation("+", total, item), start ?? 0);
  },
  unique: filter(["case_sensitive", "attribute"], (value, { case_sensitive: cased, attribute }) => {
    const key = keyOf(attribute, isTrue(cased));
    const kept: unknown[] = [];
    for (const item of iterate(value))
      if (!kept.some((one) => isEqual(key(one), key(item)))) kept.push(item);
    return kept;
  }),
};
