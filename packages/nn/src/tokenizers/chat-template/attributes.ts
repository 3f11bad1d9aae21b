import { ChatTemplateError } from "./chat-template-error.ts";
import { containerMethod } from "./container-methods.ts";
import {
  isObject,
  isSequence,
  itemsOf,
  PyDict,
  PyFunction,
  PyNamespace,
  PyTuple,
  typeName,
} from "./python-values.ts";
import { stringMethod } from "./string-methods.ts";

/** `value.name`: an attribute, else an item of that name; undefined where there is neither. */
export function attributeOf(value: unknown, name: string): unknown {
  if (value === undefined)
    throw new ChatTemplateError(`what is undefined has no attribute ${name}`);
  const own = ownAttribute(value, name);
  if (own !== undefined) return own;
  return value instanceof PyDict ? value.get(name) : undefined;
}

function ownAttribute(value: unknown, name: string): unknown {
  if (typeof value === "string") return stringMethod(value, name);
  if (value instanceof PyNamespace) return value.attributes.get(name);
  if (value instanceof PyFunction) return name === "name" ? value.name : value.attributes.get(name);
  if (isObject(value)) return value.attribute(name);
  return containerMethod(value, name);
}

/** `value[key]`: an item, else an attribute of that name; undefined where there is neither. */
export function itemOf(value: unknown, key: unknown): unknown {
  if (value === undefined) throw new ChatTemplateError("what is undefined has no items");
  if (value instanceof PyDict && value.has(key)) return value.get(key);
  if (typeof key === "number" || typeof key === "boolean") {
    const items = typeof value === "string" ? [...value] : isSequence(value) ? itemsOf(value) : [];
    return items.at(Number(key));
  }
  return typeof key === "string" ? ownAttribute(value, key) : undefined;
}

/** `value[start:stop:step]` */
export function sliceOf(value: unknown, parts: readonly unknown[]): unknown {
  const isText = typeof value === "string";
  if (!isText && !isSequence(value))
    throw new ChatTemplateError(`'${typeName(value)}' cannot be sliced`);
  const items = isText ? [...value] : itemsOf(value);
  const [start, stop, step] = parts.map((part) => {
    if (part === undefined || part === null) return undefined;
    if (typeof part === "number") return part;
    throw new ChatTemplateError(`a slice by '${typeName(part)}', expected an integer`);
  });
  const picked = picks(items.length, start, stop, step ?? 1).map((i) => items[i]);
  if (isText) return picked.join("");
  return value instanceof PyTuple ? new PyTuple(picked) : picked;
}

/** The indices of a slice. */
function picks(
  length: number,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): readonly number[] {
  if (step === 0) throw new ChatTemplateError("slice step cannot be zero");
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (at: number | undefined, otherwise: number): number =>
    at === undefined ? otherwise : Math.min(high, Math.max(low, at < 0 ? at + length : at));
  const [from, to] = [place(start, step > 0 ? low : high), place(stop, step > 0 ? high : low)];
  const indices: number[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) indices.push(i);
  return indices;
}
