import { createRequire } from "node:module";
import { dirname } from "node:path";
import { tfjsCall } from "./tfjs-call.mjs";
import { tfjsFunctions } from "./tfjs-functions.mjs";

/** TensorFlow.js on its wasm backend (XNNPACK). In Node it has one thread, whatever is asked. */
export async function loadTfjs() {
  const tf = await import("@tensorflow/tfjs");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const files = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  wasm.setWasmPaths(`${files.replace(/dist$/, "wasm-out")}/`);
  await tf.setBackend("wasm");
  await tf.ready();
  const functions = tfjsFunctions(tf);

  return {
    name: "tfjs",
    contestant: (entry) => functions[entry.task] && tfjsCall(tf, functions[entry.task], entry),
  };
}
