import { mapValues } from "../map-values.mjs";
import { renewed } from "./renewed.mjs";
import { tfjsGradients } from "./tfjs-functions.mjs";

/** One of the functions of TensorFlow.js, or its gradients. */
export function tfjsCall(tf, makeCompute, { inputs, options = {}, fresh, gradientOf }) {
  const upload = ({ shape, values }) => tf.tensor(values, shape);
  const operands = mapValues(inputs, upload);
  const compute = makeCompute(options, inputs);
  const differentiate = gradientOf && tfjsGradients(tf, compute, operands, gradientOf);
  let results = [];
  return {
    ...renewed(fresh, operands, inputs, upload),
    run: () => {
      tf.dispose(results);
      results = differentiate?.() ?? [tf.tidy(() => compute(operands))];
    },
    output: async () => {
      const values = await Promise.all(results.map((tensor) => tensor.data()));
      return Object.fromEntries(values.map((value, i) => [gradientOf?.[i] ?? "y", value]));
    },
    dispose: () => tf.dispose([...results, ...Object.values(operands)]),
  };
}
