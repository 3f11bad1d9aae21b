import { mapValues } from "../map-values.mjs";
import { EitherWorker } from "./blob-worker.mjs";
import { jaxFunctions, jaxGradients } from "./jax-functions.mjs";
import { jaxTraining } from "./jax-training.mjs";

/** jax-js on its wasm backend. In Node it lacks a Web Worker for its threads; we lend it one. */
export async function loadJax({ threads }) {
  pretendBrowser(threads);
  const jax = await import("@jax-js/jax");
  await jax.init();
  jax.defaultDevice("wasm");
  const functions = jaxFunctions(jax);
  const upload = ({ shape, values }) => jax.numpy.array(values, { shape });

  return {
    name: "jax",
    contestant({ task, inputs, options = {}, fresh, gradientOf }) {
      if (task === "training") return jaxTraining(jax, inputs, options);
      if (!functions[task]) return undefined;
      const names = Object.keys(inputs);
      const operands = mapValues(inputs, upload);
      const call = (...values) =>
        functions[task](Object.fromEntries(names.map((name, i) => [name, values[i]])), options);
      const compute = jax.jit(gradientOf ? jaxGradients(jax, call, names, gradientOf) : call);
      let results = [];
      const discard = () => {
        for (const result of results) result.dispose();
      };
      return {
        ...(fresh && {
          before: () => {
            operands[fresh].dispose();
            operands[fresh] = upload(inputs[fresh]);
          },
        }),
        run: async () => {
          discard();
          results = [compute(...names.map((name) => operands[name].ref))].flat(2);
          for (const result of results) await result.blockUntilReady();
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
    },
  };
}

/** jax-js asks for both at every compilation, and ONNX Runtime sets a Worker that jax-js cannot use. */
function pretendBrowser(threads) {
  Object.defineProperty(globalThis, "navigator", {
    value: { hardwareConcurrency: threads, userAgent: "" },
    configurable: true,
  });
  const Worker = threads > 1 ? EitherWorker : undefined;
  Object.defineProperty(globalThis, "Worker", { get: () => Worker, set: () => {} });
}
