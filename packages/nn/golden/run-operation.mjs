import { expectAllRead, noticing } from "./noticing.mjs";
import { operations } from "./operations.mjs";

/** An operation's outputs, then the gradients of its inputs. */
export function runOperation(golden, comparison) {
  const { op } = golden;
  if (!Object.hasOwn(operations, op))
    throw new Error(`the library does not have the operation ${op}`);
  const leaves = golden.inputs((name) => name);
  const inputs = noticing(leaves);
  const attrs = noticing(golden.attrs);
  const result = operations[op](inputs.view, attrs.view, golden.device);
  expectAllRead("attribute", attrs, op);
  expectAllRead("input", inputs, op);
  const outputs = "shape" in result ? { y: result } : result;
  golden.compareOutputs(comparison, outputs);
  golden.backward(outputs);
  golden.compareGradients(comparison, (name) => leaves[name]);
}
