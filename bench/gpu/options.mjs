import { parseArgs } from "node:util";
import { count, oneOf, pattern } from "../options.mjs";

export const gpuUsage =
  "npm run -s bench:gpu -- [--only PATTERN] [--rounds N] [--json FILE] [--quick] [--node 20|24] | --bundle DIR";

/** The command's arguments, checked: { only, rounds, json, quick, node, bundle }. */
export function gpuOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      rounds: { type: "string" },
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      node: { type: "string", default: "24" }, // ONNX Runtime Web needs it
      bundle: { type: "string" },
    },
  });
  return {
    ...values,
    only: values.only === undefined ? undefined : pattern(values.only),
    rounds: values.rounds === undefined ? undefined : count("rounds", values.rounds),
    node: oneOf("node", values.node, ["20", "24"]),
  };
}
