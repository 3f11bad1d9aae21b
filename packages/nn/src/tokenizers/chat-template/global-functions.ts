import { bindArguments } from "./bind-arguments.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import { str } from "./python-text.ts";
import { iterate, PyDict, PyFunction, PyNamespace, typeName } from "./python-values.ts";
import { strftime } from "./strftime.ts";

const longestRange = 100_000;

const range = new PyFunction("range", ({ positional }) => {
  const numbers = positional.map((value) => {
    if (typeof value === "number" || typeof value === "boolean") return Number(value);
    throw new ChatTemplateError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  });
  const [start, stop, step = 1] = numbers.length === 1 ? [0, numbers[0]!] : numbers;
  if (start === undefined || stop === undefined || step === 0)
    throw new ChatTemplateError("range needs one to three numbers, the last of them not 0");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > longestRange)
    throw new ChatTemplateError(`a range of ${count} numbers, expected at most ${longestRange}`);
  return Array.from({ length: count }, (_, i) => start + i * step);
});

const dict = new PyFunction("dict", ({ positional: [from], named }) => {
  const entries =
    from instanceof PyDict
      ? [...from.entries]
      : from === undefined
        ? []
        : iterate(from).map((pair) => iterate(pair) as readonly [unknown, unknown]);
  return new PyDict([...entries, ...named]);
});

const namespace = new PyFunction("namespace", ({ positional: [from], named }) => {
  const made = new PyNamespace();
  if (from instanceof PyDict)
    for (const [key, value] of from.entries) made.attributes.set(str(key), value);
  for (const [name, value] of named) made.attributes.set(name, value);
  return made;
});

const joiner = new PyFunction("joiner", (given) => {
  const { sep = ", " } = bindArguments("joiner", given, ["sep"]);
  let used = false;
  return new PyFunction("joiner", () => {
    if (used) return sep;
    used = true;
    return "";
  });
});

const cycler = new PyFunction("cycler", ({ positional }) => {
  let at = 0;
  const next = new PyFunction("next", () => positional[at++ % positional.length]);
  const reset = new PyFunction("reset", () => {
    at = 0;
    return null;
  });
  return {
    typeName: "Cycler",
    attribute: (name: string) =>
      name === "next"
        ? next
        : name === "reset"
          ? reset
          : name === "current"
            ? positional[at % positional.length]
            : undefined,
  };
});

const raiseException = new PyFunction("raise_exception", (given) => {
  const { message } = bindArguments("raise_exception", given, ["message"]);
  throw new ChatTemplateError(str(message), true);
});

/** What every template can call; the date and the time are those of `now`. */
export const globalFunctions = (now: () => Date): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ...[range, dict, namespace, joiner, cycler].map((one) => [one.name, one] as const),
    ["raise_exception", raiseException],
    [
      "strftime_now",
      new PyFunction("strftime_now", ({ positional: [format] }) => strftime(str(format), now())),
    ],
  ]);
