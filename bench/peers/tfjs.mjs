import { createRequire } from "node:module";
import { dirname } from "node:path";
import { mapValues } from "../map-values.mjs";
import { tfjsFunctions, tfjsGradients } from "./tfjs-functions.mjs";

/** TensorFlow.js on its wasm backend (XNNPACK). In Node it has one thread, whatever is asked. */
export async function loadTfjs() {
  const tf = await import("@tensorflow/tfjs");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const files = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  wasm.setWasmPaths(`${files.replace(/dist$/, "wasm-out")}/`);
  await tf.setBackend("wasm");
  await tf.ready();
  const functions = tfjsFunctions(tf);
  const upload = ({ shape, values }) => tf.tensor(values, shape);

  return {
    name: "tfjs",
    contestant({ task, inputs, options = {}, fresh, gradientOf }) {
      if (!functions[task]) return undefined;
      const operands = mapValues(inputs, upload);
      const compute = functions[task](options, inputs);
      const differentiate = gradientOf && tfjsGradients(tf, compute, operands, gradientOf);
      let results = [];
      return {
        ...(fresh && {
          before: () => {
            operands[fresh].dispose();
            operands[fresh] = upload(inputs[fresh]);
          },
        }),
        run: () => {
          tf.dispose(results);
          results = differentiate?.() ?? [tf.tidy(() => compute(operands))];
        },
        output: () =>
          Object.fromEntries(
            results.map((tensor, i) => [gradientOf?.[i] ?? "y", tensor.dataSync()]),
          ),
        dispose: () => tf.dispose([...results, ...Object.values(operands)]),
      };
    },
  };
}
