import { ChatTemplateError } from "./chat-template-error.ts";
import {
  isNumber,
  isObject,
  isSequence,
  itemsOf,
  PyDict,
  PyFloat,
  PyFunction,
  PyNamespace,
  PyTuple,
} from "./python-values.ts";
import { counted } from "./template-work.ts";

const deepest = 100;

/** What Python's str() gives; nothing for what is undefined. */
export function str(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : repr(value);
}

/** What Python's repr() gives. */
export function repr(value: unknown, depth = 0): string {
  if (depth > deepest) throw new ChatTemplateError("a value is nested too deep to be printed");
  counted(value);
  const inner = (one: unknown): string => repr(one, depth + 1);
  if (value === undefined) return "Undefined";
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return integerText(value);
  if (value instanceof PyFloat) return floatText(value.value);
  if (typeof value === "string") return quoted(value);
  if (value instanceof PyTuple)
    return `(${value.items.map(inner).join(", ")}${value.items.length === 1 ? "," : ""})`;
  if (Array.isArray(value)) return `[${value.map(inner).join(", ")}]`;
  if (value instanceof PyDict)
    return `{${[...value.entries].map(([key, one]) => `${inner(key)}: ${inner(one)}`).join(", ")}}`;
  if (value instanceof PyNamespace) return `<Namespace ${inner(new PyDict(value.attributes))}>`;
  if (value instanceof PyFunction) return `<function ${value.name}>`;
  return isObject(value) ? `<${value.typeName}>` : String(value);
}

const integerText = (value: number): string =>
  Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();

/** The shortest digits that read back as the same number, with an exponent from 1e16 on and below 1e-4. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16))
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const text = Math.abs(value) < 1e-6 ? value.toFixed(20).replace(/0+$/, "") : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\\": "\\\\",
};

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let written = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character in escapes) written += escapes[character];
    else if (character === quote) written += `\\${quote}`;
    else if (character !== " " && /^[\p{C}\p{Z}]$/u.test(character)) written += escaped(code);
    else written += character;
  }
  return quote + written + quote;
}

const hexadecimal = (code: number, digits: number): string =>
  code.toString(16).padStart(digits, "0");

const escaped = (code: number): string =>
  code < 0x100
    ? `\\x${hexadecimal(code, 2)}`
    : code < 0x10000
      ? `\\u${hexadecimal(code, 4)}`
      : `\\U${hexadecimal(code, 8)}`;

export interface JsonSettings {
  readonly ascii?: boolean;
  /** Spaces of each level. */
  readonly indent?: string | undefined;
  readonly separators?: readonly [item: string, key: string] | undefined;
  readonly sortKeys?: boolean;
}

/** What Python's json.dumps() gives. */
export function json(value: unknown, settings: JsonSettings = {}, level = 0): string {
  if (level > deepest) throw new ChatTemplateError("a value is nested too deep to be printed");
  counted(value);
  const { indent, separators, sortKeys } = settings;
  const [item, colon] = separators ?? [indent === undefined ? ", " : ",", ": "];
  const inner = (one: unknown): string => json(one, settings, level + 1);
  const list = (parts: readonly string[], open: string, close: string): string => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return open + parts.join(item) + close;
    const line = `\n${indent.repeat(level + 1)}`;
    return `${open}${line}${parts.join(item + line)}\n${indent.repeat(level)}${close}`;
  };
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return jsonText(value, settings.ascii === true);
  if (isNumber(value)) {
    if (!(value instanceof PyFloat)) return integerText(Number(value));
    if (Number.isNaN(value.value)) return "NaN";
    if (!Number.isFinite(value.value)) return value.value > 0 ? "Infinity" : "-Infinity";
    return floatText(value.value);
  }
  if (isSequence(value)) return list(itemsOf(value).map(inner), "[", "]");
  if (value instanceof PyDict) {
    const entries = [...value.entries].map(([key, one]) => [keyText(key), one] as const);
    if (sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return list(
      entries.map(([key, one]) => jsonText(key, settings.ascii === true) + colon + inner(one)),
      "{",
      "}",
    );
  }
  throw new ChatTemplateError("a value is not JSON serializable");
}

const keyText = (key: unknown): string => (typeof key === "string" ? key : json(key));

const jsonText = (text: string, ascii: boolean): string => {
  const plain = JSON.stringify(text).replace(/\\u[0-9a-f]{4}/g, (one) => one);
  return ascii
    ? plain.replace(/[\u0080-\uffff]/g, (one) => `\\u${hexadecimal(one.charCodeAt(0), 4)}`)
    : plain;
};
