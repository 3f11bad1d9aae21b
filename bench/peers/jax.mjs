import { EitherWorker } from "./blob-worker.mjs";
import { jaxCall } from "./jax-call.mjs";
import { jaxFunctions } from "./jax-functions.mjs";
import { jaxTraining } from "./jax-training.mjs";

/** jax-js on its wasm backend. In Node it lacks a Web Worker for its threads; we lend it one. */
export async function loadJax({ threads }) {
  pretendBrowser(threads);
  const jax = await import("@jax-js/jax");
  await jax.init();
  jax.defaultDevice("wasm");
  const functions = jaxFunctions(jax);

  return {
    name: "jax",
    contestant(entry) {
      const { task, inputs, options = {} } = entry;
      if (task === "training") return jaxTraining(jax, inputs, options);
      if (!functions[task]) return undefined;
      const { start, ...call } = jaxCall(jax, functions[task], entry);
      return {
        ...call,
        run: async () => {
          for (const result of start()) await result.blockUntilReady();
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
