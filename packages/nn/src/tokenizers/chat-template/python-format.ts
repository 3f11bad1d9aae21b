import { ChatTemplateError } from "./chat-template-error.ts";
import { floatText, repr, str } from "./python-text.ts";
import { isNumber, numberOf, PyDict, PyFloat, PyTuple, typeName } from "./python-values.ts";

const widest = 10_000;
/** All of it is bounded, so that a text of many beginnings takes no longer than another. */
const directive =
  /%(?:\((?<key>[^)]{0,200})\))?(?<flags>[-+ 0#]{0,10})(?<width>\d{0,9})(?:\.(?<precision>\d{1,9}))?(?<kind>[a-zA-Z%])/g;

/** What Python's `text % values` gives. */
export function percentFormat(text: string, values: unknown): string {
  const list = values instanceof PyTuple ? values.items : [values];
  let next = 0;
  const written = text.replace(directive, (...found: unknown[]) => {
    const { key, flags, width, precision, kind } = found.at(-1) as Readonly<
      Record<"key" | "flags" | "width" | "precision" | "kind", string | undefined>
    >;
    if (kind === "%") return "%";
    if (key === undefined && next >= list.length)
      throw new ChatTemplateError("not enough arguments for format string");
    const value =
      key === undefined ? list[next++] : values instanceof PyDict ? values.get(key) : undefined;
    const plain = converted(value, kind!, precision === undefined ? undefined : Number(precision));
    const signed =
      flags!.includes("+") && isNumber(value) && !plain.startsWith("-") ? `+${plain}` : plain;
    return padded(
      signed,
      Number(width),
      flags!.includes("-") ? "<" : ">",
      flags!.includes("0") && isNumber(value) ? "0" : " ",
    );
  });
  if (next < list.length && !(values instanceof PyDict))
    throw new ChatTemplateError("not all arguments converted during string formatting");
  return written;
}

function converted(value: unknown, kind: string, precision: number | undefined): string {
  if (kind === "s") return str(value).slice(0, precision);
  if (kind === "r" || kind === "a") return repr(value).slice(0, precision);
  if (!isNumber(value))
    throw new ChatTemplateError(`%${kind} format: a number is required, not ${typeName(value)}`);
  return numberText(numberOf(value), kind, precision ?? 6);
}

function numberText(value: number, kind: string, precision: number): string {
  switch (kind) {
    case "d":
    case "i":
    case "u":
      return String(Math.trunc(value));
    case "f":
    case "F":
      return value.toFixed(Math.min(precision, 100));
    case "e":
    case "E": {
      const text = value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, "e$10$2");
      return kind === "E" ? text.toUpperCase() : text;
    }
    case "x":
      return Math.trunc(value).toString(16);
    case "X":
      return Math.trunc(value).toString(16).toUpperCase();
    case "o":
      return Math.trunc(value).toString(8);
    case "b":
      return Math.trunc(value).toString(2);
    case "c":
      return String.fromCodePoint(value);
    case "g":
    case "G": {
      const text = Number(value.toPrecision(Math.min(Math.max(precision, 1), 100)));
      return floatText(text).replace(/\.0$/, "");
    }
    case "%":
      return `${(100 * value).toFixed(Math.min(precision, 100))}%`;
    default:
      throw new ChatTemplateError(`the format ${kind} is not known`);
  }
}

function padded(text: string, width: number, align: string, fill: string): string {
  if (width > widest) throw new ChatTemplateError(`a width of ${width} is too large`);
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (fill === "0" && align === ">") {
    const sign = /^[-+]/.test(text) ? text[0]! : "";
    return sign + "0".repeat(missing) + text.slice(sign.length);
  }
  const left = align === "<" ? 0 : align === "^" ? Math.floor(missing / 2) : missing;
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

const field = /\{\{|\}\}|\{(?<name>[^{}:!]*)(?:!(?<conversion>[rsa]))?(?::(?<spec>[^{}]*))?\}/g;

/** What Python's `text.format(...)` gives. `find` knows a field by its name. */
export function braceFormat(
  text: string,
  positional: readonly unknown[],
  find: (name: string) => unknown,
): string {
  let next = 0;
  return text.replace(field, (...found: unknown[]) => {
    const whole = String(found[0]);
    if (whole === "{{" || whole === "}}") return whole[0]!;
    const { name, conversion, spec } = found.at(-1) as Readonly<Record<string, string | undefined>>;
    const value =
      name === ""
        ? positional[next++]
        : /^\d+$/.test(name!)
          ? positional[Number(name)]
          : find(name!);
    const one = conversion === "r" ? repr(value) : conversion === "s" ? str(value) : value;
    return specified(one, spec ?? "");
  });
}

const specification =
  /^(?:(?<fill>[\s\S])?(?<align>[<>^=]))?(?<sign>[-+ ])?(?<zero>0)?(?<width>\d*)(?<comma>,)?(?:\.(?<precision>\d+))?(?<kind>[a-zA-Z%])?$/u;

function specified(value: unknown, spec: string): string {
  if (spec === "") return str(value);
  const groups = specification.exec(spec)?.groups;
  if (!groups) throw new ChatTemplateError(`the format ${JSON.stringify(spec)} is not known`);
  const { fill, align, sign, zero, width, comma, precision, kind } = groups;
  const digits = precision === undefined ? undefined : Number(precision);
  let text: string;
  if (!isNumber(value)) text = str(value).slice(0, digits);
  else if (kind !== undefined) text = numberText(numberOf(value), kind, digits ?? 6);
  else if (value instanceof PyFloat && digits !== undefined)
    text = numberText(value.value, "g", digits);
  else text = str(value);
  if (comma && !isNumber(value)) throw new ChatTemplateError("Cannot specify ',' with 's'.");
  if (comma) text = text.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  if (sign === "+" && isNumber(value) && !text.startsWith("-")) text = `+${text}`;
  return padded(
    text,
    Number(width),
    align ?? (isNumber(value) ? ">" : "<"),
    fill ?? (zero ? "0" : " "),
  );
}
