import { bindArguments } from "./bind-arguments.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import { isEqual } from "./python-operators.ts";
import {
  type CallArguments,
  isSequence,
  itemsOf,
  PyDict,
  PyFunction,
  PyTuple,
} from "./python-values.ts";

type Method<T> = (of: T, given: CallArguments) => unknown;

const dictMethods: Readonly<Record<string, Method<PyDict>>> = {
  copy: (dict) => new PyDict(dict.entries),
  get: (dict, given) => {
    const { key, default: otherwise } = bindArguments("get", given, ["key", "default"]);
    return dict.has(key) ? dict.get(key) : (otherwise ?? null);
  },
  items: (dict) => [...dict.entries].map((entry) => new PyTuple(entry)),
  keys: (dict) => [...dict.entries.keys()],
  values: (dict) => [...dict.entries.values()],
};

const listMethods: Readonly<Record<string, Method<readonly unknown[]>>> = {
  copy: (list) => [...list],
  count: (list, given) => {
    const { item } = bindArguments("count", given, ["item"]);
    return list.filter((one) => isEqual(one, item)).length;
  },
  index: (list, given) => {
    const { item } = bindArguments("index", given, ["item"]);
    const at = list.findIndex((one) => isEqual(one, item));
    if (at < 0) throw new ChatTemplateError("the item is not in the list");
    return at;
  },
};

/** What would change a value: templates may not, as in Python's sandbox. */
const changing = new Set([
  "append",
  "clear",
  "extend",
  "insert",
  "pop",
  "popitem",
  "remove",
  "reverse",
  "setdefault",
  "sort",
  "update",
]);

/** A method of a list, a tuple or a dict by its name in Python; undefined where there is none. */
export function containerMethod(of: unknown, name: string): PyFunction | undefined {
  const made = (
    table: Readonly<Record<string, (given: CallArguments) => unknown>>,
  ): PyFunction | undefined =>
    Object.hasOwn(table, name) ? new PyFunction(name, table[name]!) : undefined;
  if (!(of instanceof PyDict) && !isSequence(of)) return undefined;
  if (changing.has(name) && !(of instanceof PyDict && of.has(name)))
    throw new ChatTemplateError(`a template may not change a value by ${name}`);
  if (of instanceof PyDict) return made(bound(dictMethods, of));
  return made(bound(listMethods, itemsOf(of)));
}

const bound = <T>(
  methods: Readonly<Record<string, Method<T>>>,
  of: T,
): Readonly<Record<string, (given: CallArguments) => unknown>> =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, (given) => method(of, given)]),
  );
