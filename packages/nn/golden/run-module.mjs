import { moduleKinds } from "./module-kinds.mjs";
import { expectAllRead, noticing } from "./noticing.mjs";

/** A module with stored parameters: its outputs, then the gradients of parameters and inputs. */
export function runModule(golden, comparison) {
  const { op } = golden;
  if (!Object.hasOwn(moduleKinds, op))
    throw new Error(`the library does not have the module ${op}`);
  const kind = moduleKinds[op];
  const attrs = noticing(golden.attrs);
  const leaves = golden.inputs((name) => `input:${name}`);
  const inputs = noticing(leaves);
  const module = kind.make(attrs.view).eval();
  try {
    module.loadStateDict(new Map(golden.hosts("params")));
    const wanted = Object.keys(golden.record.outputs);
    const result = kind.call(module, inputs.view, attrs.view, wanted);
    expectAllRead("attribute", attrs, op);
    expectAllRead("input", inputs, op);
    const outputs = "shape" in result ? { y: result } : result;
    golden.compareOutputs(comparison, outputs);
    golden.backward(outputs);
    const parameters = module.stateDict();
    golden.compareGradients(comparison, (name) => {
      const [kind, ...rest] = name.split(":");
      return kind === "param" ? parameters.get(rest.join(":")) : leaves[rest.join(":")];
    });
  } finally {
    module.dispose();
  }
}
