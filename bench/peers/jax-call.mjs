import { mapValues } from "../map-values.mjs";
import { jaxGradients } from "./jax-functions.mjs";
import { renewed } from "./renewed.mjs";

/** A compiled function of jax-js, or its gradients. `start` gives the results, lazy arrays, for `run` to ask for. */
export function jaxCall(jax, compute, { inputs, options = {}, fresh, gradientOf }) {
  const upload = ({ shape, values }) => jax.numpy.array(values, { shape });
  const names = Object.keys(inputs);
  const operands = mapValues(inputs, upload);
  const call = (...values) =>
    compute(Object.fromEntries(names.map((name, i) => [name, values[i]])), options);
  const compiled = jax.jit(gradientOf ? jaxGradients(jax, call, names, gradientOf) : call);
  let results = [];
  const discard = () => {
    for (const result of results) result.dispose();
  };
  return {
    ...renewed(fresh, operands, inputs, upload),
    start: () => {
      discard();
      results = [compiled(...names.map((name) => operands[name].ref))].flat(2);
      return results;
    },
    output: async () => {
      const values = await Promise.all(results.map((result) => result.ref.data()));
      const labels = gradientOf ? ["loss", ...gradientOf] : ["y"];
      return Object.fromEntries(values.map((value, i) => [labels[i], value]));
    },
    dispose: () => {
      discard();
      for (const operand of Object.values(operands)) operand.dispose();
    },
  };
}
