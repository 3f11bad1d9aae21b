import { Tensor } from "../tensor/tensor.ts";

/** What a property of a module holds, and where: "layers[1]". */
export type Visit = (path: string, value: object) => void;

/**
 * Shows what an object's own properties hold: objects of classes, and those in lists, maps and plain objects among them.
 * Private fields are not seen. Called at every training step: numbers, texts and functions cost nothing.
 */
export function forEachHeld(owner: object, visit: Visit): void {
  for (const [name, value] of Object.entries(owner))
    if (isObject(value)) look(name, value, visit, 0);
}

const deepest = 3;

function look(path: string, value: object, visit: Visit, depth: number): void {
  const inside =
    value instanceof Map ? [...value] : isListOrRecord(value) ? Object.entries(value) : undefined;
  if (!inside) visit(path, value);
  if (!inside || depth === deepest) return;
  const isList = Array.isArray(value);
  if (isList && !isObject(value[0])) return; // numbers
  for (const [key, one] of inside)
    if (isObject(one))
      look(isList ? `${path}[${key}]` : `${path}.${String(key)}`, one, visit, depth + 1);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isListOrRecord = (value: object): boolean =>
  Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

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
