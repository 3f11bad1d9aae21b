import { nn } from "./library.mjs";
import { expectAllRead, noticing } from "./noticing.mjs";
import { operations } from "./operations.mjs";

/** An operation's outputs, then the gradients of its inputs. */
export function runOperation(golden, comparison) {
  const { op } = golden;
  const call = "args" in golden.attrs ? asTheCaseSays(op) : asTheTableSays(op);
  const leaves = golden.inputs((name) => name);
  const inputs = noticing(leaves);
  const attrs = noticing(golden.attrs);
  const result = call(inputs.view, attrs.view, golden.device);
  expectAllRead("attribute", attrs, op);
  expectAllRead("input", inputs, op);
  const outputs = namedOutputs(result);
  golden.compareOutputs(comparison, outputs);
  golden.backward(outputs);
  golden.compareGradients(comparison, (name) => leaves[name]);
}

function asTheTableSays(op) {
  if (!Object.hasOwn(operations, op))
    throw new Error(`the library does not have the operation ${op}`);
  return operations[op];
}

/** The function of that name, with the arguments that stand in the case. */
const asTheCaseSays =
  (op) =>
  (inputs, { args }) => {
    if (typeof nn[op] !== "function")
      throw new Error(`the library does not have the operation ${op}`);
    return nn[op](...args.map((one) => argument(one, inputs)));
  };

/** "$x" is the input x, in lists and options too; null is left out; JSON has no infinities, so they are texts. */
function argument(value, inputs) {
  if (value === null) return undefined;
  if (value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value === "string" && value.startsWith("$")) return inputs[value.slice(1)];
  if (Array.isArray(value)) return value.map((one) => argument(one, inputs));
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, argument(one, inputs)]),
  );
}

/** One tensor is y, those of a list y0, y1, ... */
function namedOutputs(result) {
  if ("shape" in result) return { y: result };
  if (!Array.isArray(result)) return result;
  return Object.fromEntries(result.map((tensor, i) => [`y${i}`, tensor]));
}
