import { Tensor } from "../tensor/tensor.ts";

/** What a property of a module holds, and where: "layers[1]". */
export type Visit = (path: string, value: object) => void;

/**
 * Shows what an object's own properties hold: objects of classes, and those in lists, maps and plain objects among them.
 * Private fields are not seen. Called at every training step: numbers, texts and functions cost nothing.
 */
export function forEachHeld(owner: object, visit: Visit): void {
  for (const name in owner) lookAt(fieldOf(owner, name), name, visit, 0);
}

const deepest = 3;

function lookAt(value: unknown, path: string, visit: Visit, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  if (!isList && !(value instanceof Map) && !isRecord(value)) {
    visit(path, value);
    return;
  }
  if (depth === deepest || (isList && typeof value[0] !== "object")) return; // a list of numbers
  if (value instanceof Map)
    for (const [key, one] of value) lookAt(one, `${path}.${String(key)}`, visit, depth + 1);
  else
    for (const key in value)
      lookAt(fieldOf(value, key), isList ? `${path}[${key}]` : `${path}.${key}`, visit, depth + 1);
}

const fieldOf = (owner: object, name: string): unknown => (owner as Record<string, unknown>)[name];

const isRecord = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

/** A leaf that would learn, and that nobody owns. */
export const isLooseParameter = (value: object): value is Tensor =>
  value instanceof Tensor && value.requiresGrad && !value.node && !value.lasting && !value.disposed;

/** What to do about it, in words. */
export function looseError(owner: string, path: string, value: object): Error {
  const [name] = path.split(/[.[]/) as [string];
  const list = path !== name;
  const isTensor = value instanceof Tensor;
  const kind = isTensor ? "a tensor that requires a gradient" : `a ${value.constructor.name}`;
  const single = isTensor ? "parameter" : "child";
  const register = list
    ? isTensor
      ? "this.parameter(name, tensor) for each"
      : `this.child("${name}", new ModuleList(modules)), or a ModuleDict`
    : `this.${single}("${name}", ...)`;
  return new Error(
    `${owner}: ${path} holds ${kind} that is not registered, so that it would be neither trained nor saved; ` +
      `register it: ${register}; or keep it in a #private field if it is to stay as it is`,
  );
}
