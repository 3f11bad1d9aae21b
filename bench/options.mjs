import { parseArgs } from "node:util";

export const usage =
  "npm run -s bench -- [--only PATTERN] [--threads 1|2] [--node 20|24] [--rounds N] [--json FILE]";

/** The command's arguments, checked: { only, threads, node, rounds, json }. */
export function benchOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      threads: { type: "string", default: "1" },
      node: { type: "string" },
      rounds: { type: "string", default: "9" },
      json: { type: "string" },
    },
  });
  return {
    only: values.only === undefined ? undefined : pattern(values.only),
    threads: Number(oneOf("threads", values.threads, ["1", "2"])),
    node: values.node === undefined ? undefined : oneOf("node", values.node, ["20", "24"]),
    rounds: count("rounds", values.rounds),
    json: values.json,
  };
}

export function oneOf(name, value, allowed) {
  if (allowed.includes(value)) return value;
  throw new RangeError(`--${name} is ${value}, expected ${allowed.join(" or ")}`);
}

export function count(name, value) {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} is ${value}, expected an integer from 1`);
}

export function pattern(value) {
  try {
    return new RegExp(value, "i");
  } catch (error) {
    throw new RangeError(`--only is ${value}, expected a regular expression: ${error.message}`);
  }
}
