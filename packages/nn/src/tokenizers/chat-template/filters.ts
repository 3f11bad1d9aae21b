import { attributeOf } from "./attributes.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import { type Filter, type FilterEnvironment, filter } from "./define-filter.ts";
import { listFilters } from "./list-filters.ts";
import { percentFormat } from "./python-format.ts";
import { strip } from "./python-strip.ts";
import { json, str } from "./python-text.ts";
import {
  type CallArguments,
  isNumber,
  isSequence,
  isTrue,
  itemsOf,
  numberOf,
  PyDict,
  PyFloat,
  PyTuple,
  typeName,
} from "./python-values.ts";
import { capitalized, replaced } from "./string-methods.ts";
import { expectLength } from "./template-work.ts";

const integerOr = (value: unknown, otherwise: number): number =>
  isNumber(value) ? Math.trunc(numberOf(value)) : otherwise;

const length: Filter = (value) => {
  if (value === undefined) return 0;
  if (typeof value === "string") return [...value].length;
  if (isSequence(value)) return itemsOf(value).length;
  if (value instanceof PyDict) return value.entries.size;
  throw new ChatTemplateError(`object of type '${typeName(value)}' has no len()`);
};

const defaulted: Filter = filter(["value", "boolean"], (value, { value: otherwise, boolean }) =>
  value === undefined || (isTrue(boolean) && !isTrue(value)) ? (otherwise ?? "") : value,
);

const escaped: Filter = (value) =>
  str(value)
    .replaceAll("&", "&amp;")
    .replaceAll(">", "&gt;")
    .replaceAll("<", "&lt;")
    .replaceAll("'", "&#39;")
    .replaceAll('"', "&#34;");

const toInteger: Filter = filter(["default", "base"], (value, { default: otherwise = 0, base }) => {
  if (isNumber(value))
    return Number.isFinite(numberOf(value)) ? Math.trunc(numberOf(value)) : otherwise;
  if (typeof value !== "string") return otherwise;
  const text = strip(value, undefined);
  const radix = integerOr(base, 10);
  const digits = text.replace(/^([-+]?)0[xXbBoO]/, "$1").replaceAll("_", "");
  if (radix === 10 && /^[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$/.test(text))
    return Math.trunc(Number(text));
  const parsed = Number.parseInt(digits, radix);
  const isWhole =
    parsed.toString(radix) ===
    digits
      .toLowerCase()
      .replace(/^\+/, "")
      .replace(/^(-?)0+(?=.)/, "$1");
  return isWhole ? parsed : otherwise;
});

const toFloat: Filter = filter(["default"], (value, { default: otherwise = new PyFloat(0) }) => {
  if (isNumber(value)) return new PyFloat(numberOf(value));
  if (typeof value !== "string" || strip(value, undefined) === "") return otherwise;
  const parsed = Number(strip(value, undefined));
  return Number.isNaN(parsed) ? otherwise : new PyFloat(parsed);
});

const rounded: Filter = filter(["precision", "method"], (value, { precision, method }) => {
  if (!isNumber(value)) throw new ChatTemplateError(`'${typeName(value)}' cannot be rounded`);
  const scale = 10 ** integerOr(precision, 0);
  const scaled = numberOf(value) * scale;
  if (method === "ceil") return new PyFloat(Math.ceil(scaled) / scale);
  if (method === "floor") return new PyFloat(Math.floor(scaled) / scale);
  // Of two integers equally near Python takes the even one.
  const below = Math.floor(scaled);
  const up = scaled - below > 0.5 || (scaled - below === 0.5 && below % 2 !== 0);
  return new PyFloat((up ? below + 1 : below) / scale);
});

const indented: Filter = filter(["width", "first", "blank"], (value, { width, first, blank }) => {
  const space = typeof width === "string" ? width : " ".repeat(Math.min(integerOr(width, 4), 1000));
  const lines = str(value).split("\n");
  expectLength(lines.length * space.length);
  const written = lines.map((line, i) =>
    (i === 0 && !isTrue(first)) || (line === "" && !isTrue(blank)) ? line : space + line,
  );
  return written.join("\n");
});

const truncated: Filter = filter(
  ["length", "killwords", "end", "leeway"],
  (value, { length: limit, killwords, end, leeway }) => {
    const characters = [...str(value)];
    const [most, tail, slack] = [integerOr(limit, 255), str(end ?? "..."), integerOr(leeway, 5)];
    if (characters.length <= most + slack) return str(value);
    const cut = characters.slice(0, Math.max(0, most - [...tail].length)).join("");
    const lastSpace = cut.lastIndexOf(" ");
    return (isTrue(killwords) || lastSpace < 0 ? cut : cut.slice(0, lastSpace)) + tail;
  },
);

const toJson: Filter = filter(
  ["ensure_ascii", "indent", "separators", "sort_keys"],
  (value, { ensure_ascii: ascii, indent, separators, sort_keys: sortKeys }) => {
    const pair = isSequence(separators) ? itemsOf(separators).map(str) : undefined;
    return json(value === undefined ? null : value, {
      ascii: isTrue(ascii),
      indent:
        typeof indent === "string"
          ? indent
          : isNumber(indent)
            ? " ".repeat(Math.min(numberOf(indent), 100))
            : undefined,
      separators: pair && [pair[0] ?? ", ", pair[1] ?? ": "],
      sortKeys: isTrue(sortKeys),
    });
  },
);

const titled: Filter = (value) =>
  str(value)
    .split(/([-\s({[<]+)/)
    .map((part) => capitalized(part))
    .join("");

/** Without comments and tags; what is not closed stays. */
function withoutTags(text: string): string {
  let kept = "";
  // Once nothing closes them, nothing later does: no place is searched twice.
  let [comments, tags] = [true, true];
  for (let at = 0; ; ) {
    const open = text.indexOf("<", at);
    if (open < 0 || !(comments || tags)) return kept + text.slice(at);
    const isComment = comments && text.startsWith("<!--", open);
    const close = isComment ? text.indexOf("-->", open + 4) : tags ? text.indexOf(">", open) : -1;
    if (close >= 0) {
      kept += text.slice(at, open);
      at = close + (isComment ? 3 : 1);
    } else if (isComment) comments = false;
    else {
      tags = false;
      kept += text.slice(at, open + 1);
      at = open + 1;
    }
  }
}

const textFilters: Readonly<Record<string, Filter>> = {
  abs: (value) => {
    if (!isNumber(value))
      throw new ChatTemplateError(`bad operand type for abs(): '${typeName(value)}'`);
    const size = Math.abs(numberOf(value));
    return value instanceof PyFloat ? new PyFloat(size) : size;
  },
  attr: filter(["name"], (value, { name }) =>
    value instanceof PyDict ? undefined : attributeOf(value, str(name)),
  ),
  capitalize: (value) => capitalized(str(value)),
  center: filter(["width"], (value, { width }) => {
    const missing = Math.min(integerOr(width, 80), 1e4) - [...str(value)].length;
    const left = Math.floor(missing / 2);
    return missing <= 0 ? str(value) : " ".repeat(left) + str(value) + " ".repeat(missing - left);
  }),
  count: length,
  d: defaulted,
  default: defaulted,
  e: escaped,
  escape: escaped,
  float: toFloat,
  forceescape: escaped,
  format: (value, { positional, named }) => {
    const values = named.size > 0 ? new PyDict(named) : new PyTuple(positional);
    return percentFormat(str(value), values);
  },
  indent: indented,
  int: toInteger,
  length,
  lower: (value) => str(value).toLowerCase(),
  replace: filter(["old", "new", "count"], (value, { old, new: fresh, count }) =>
    replaced(
      str(value),
      str(old),
      str(fresh),
      isNumber(count) ? numberOf(count) : Number.POSITIVE_INFINITY,
    ),
  ),
  round: rounded,
  safe: (value) => value,
  string: (value) => str(value),
  striptags: (value) => strip(withoutTags(str(value)).replace(/\s+/g, " "), undefined),
  title: titled,
  tojson: toJson,
  trim: filter(["chars"], (value, { chars }) =>
    strip(str(value), chars === undefined || chars === null ? undefined : str(chars)),
  ),
  truncate: truncated,
  upper: (value) => str(value).toUpperCase(),
  urlencode: (value) =>
    encodeURIComponent(str(value))
      .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%2F", "/"),
  wordcount: (value) => (str(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
};

const all: Readonly<Record<string, Filter>> = { ...textFilters, ...listFilters };

export function applyFilter(
  name: string,
  value: unknown,
  given: CallArguments,
  environment: FilterEnvironment,
): unknown {
  if (!Object.hasOwn(all, name)) throw new ChatTemplateError(`there is no filter ${name}`);
  return all[name]!(value, given, environment);
}
