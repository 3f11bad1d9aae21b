import { onnxPeer } from "./onnx-session.mjs";

/** ONNX Runtime's native library: the distance to machine code, not a bar. */
export async function loadOnnxNode({ threads }) {
  const module = await import("onnxruntime-node");
  return {
    native: true,
    ...onnxPeer("onnx-node", module.default ?? module, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
    }),
  };
}
