import { onnxPeer } from "./onnx-session.mjs";

/** ONNX Runtime Web on its wasm provider. */
export async function loadOnnxWeb({ threads }) {
  const module = await import("onnxruntime-web");
  const runtime = module.default ?? module;
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = "error";
  return onnxPeer("onnx-web", runtime, {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  });
}
