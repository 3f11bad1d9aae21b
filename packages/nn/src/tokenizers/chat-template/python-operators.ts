import { ChatTemplateError } from "./chat-template-error.ts";
import { percentFormat } from "./python-format.ts";
import {
  isNumber,
  isSequence,
  itemsOf,
  numberOf,
  PyDict,
  PyFloat,
  PyTuple,
  typeName,
} from "./python-values.ts";
import { counted, joined } from "./template-work.ts";

const longest = 1e7;

/** Arithmetic, and what it means for texts and lists. */
export function binaryOperation(operator: string, left: unknown, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) return arithmetic(operator, left, right);
  if (operator === "+") {
    if (typeof left === "string" && typeof right === "string") return joined([left, right]);
    if (Array.isArray(left) && Array.isArray(right)) return counted([...left, ...right]);
    if (left instanceof PyTuple && right instanceof PyTuple)
      return counted(new PyTuple([...left.items, ...right.items]));
  }
  if (operator === "*") {
    if (isCount(right)) return repeated(left, right);
    if (isCount(left)) return repeated(right, left);
  }
  if (operator === "%" && typeof left === "string") return percentFormat(left, right);
  throw new ChatTemplateError(
    `unsupported operand types for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

const isCount = (value: unknown): value is number | boolean =>
  typeof value === "number" || typeof value === "boolean";

function repeated(value: unknown, count: number | boolean): unknown {
  const times = Math.max(0, Number(count));
  const size =
    typeof value === "string" ? value.length : isSequence(value) ? itemsOf(value).length : 0;
  if (size * times > longest) throw new ChatTemplateError(`a value is repeated ${times} times`);
  if (typeof value === "string") return value.repeat(times);
  if (isSequence(value)) {
    const items = Array.from({ length: times }, () => itemsOf(value)).flat();
    return value instanceof PyTuple ? new PyTuple(items) : items;
  }
  throw new ChatTemplateError(`'${typeName(value)}' cannot be repeated`);
}

type PyNumber = number | PyFloat | boolean;

function arithmetic(operator: string, left: PyNumber, right: PyNumber): unknown {
  const [a, b] = [numberOf(left), numberOf(right)];
  const float = left instanceof PyFloat || right instanceof PyFloat;
  const result = (value: number): number | PyFloat => (float ? new PyFloat(value) : value);
  if (b === 0 && ["/", "//", "%"].includes(operator))
    throw new ChatTemplateError("division by zero");
  switch (operator) {
    case "+":
      return result(a + b);
    case "-":
      return result(a - b);
    case "*":
      return result(a * b);
    case "/":
      return new PyFloat(a / b);
    case "//":
      return result(Math.floor(a / b));
    case "%":
      return result(a - b * Math.floor(a / b));
    default:
      return float || b < 0 ? new PyFloat(a ** b) : a ** b;
  }
}

export function isEqual(left: unknown, right: unknown): boolean {
  counted(left);
  if (isNumber(left) && isNumber(right)) return numberOf(left) === numberOf(right);
  if (isSequence(left) && isSequence(right)) {
    const [a, b] = [itemsOf(left), itemsOf(right)];
    const alike = left instanceof PyTuple === right instanceof PyTuple && a.length === b.length;
    return alike && a.every((item, i) => isEqual(item, b[i]));
  }
  if (left instanceof PyDict && right instanceof PyDict)
    return (
      left.entries.size === right.entries.size &&
      [...left.entries].every(([key, item]) => right.has(key) && isEqual(item, right.get(key)))
    );
  return left === right;
}

/** Below 0, 0 or above 0, as the first comes before the second. */
export function order(left: unknown, right: unknown): number {
  counted(left);
  counted(right);
  if (isNumber(left) && isNumber(right)) return numberOf(left) - numberOf(right);
  if (typeof left === "string" && typeof right === "string") return textOrder(left, right);
  if (isSequence(left) && isSequence(right)) {
    const [a, b] = [itemsOf(left), itemsOf(right)];
    for (let i = 0; i < Math.min(a.length, b.length); i++)
      if (!isEqual(a[i], b[i])) return order(a[i], b[i]);
    return a.length - b.length;
  }
  throw new ChatTemplateError(
    `'${typeName(left)}' and '${typeName(right)}' have no order between them`,
  );
}

/** By code points, not by code units. */
function textOrder(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let i = 0; i < Math.min(a.length, b.length); i++)
    if (a[i] !== b[i]) return a[i]!.codePointAt(0)! - b[i]!.codePointAt(0)!;
  return a.length - b.length;
}

function contains(container: unknown, item: unknown): boolean {
  if (container === undefined) return false;
  if (typeof container === "string") {
    if (typeof item === "string") {
      counted(container);
      return container.includes(item);
    }
  } else if (isSequence(container)) return itemsOf(container).some((one) => isEqual(one, item));
  else if (container instanceof PyDict) return container.has(item);
  throw new ChatTemplateError(`'${typeName(item)}' cannot be in '${typeName(container)}'`);
}

/** "==", "<", "in" and the like. */
export function compare(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    case "<":
      return order(left, right) < 0;
    case "<=":
      return order(left, right) <= 0;
    case ">":
      return order(left, right) > 0;
    default:
      return order(left, right) >= 0;
  }
}
