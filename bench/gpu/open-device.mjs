import { webgpu } from "@qkv/gpu-webgpu";

// Where our package keeps the one Dawn instance of the process: a second one would crash it.
const instance = Symbol.for("qkv.webgpu.instance");

/** Our device, and the entry to WebGPU that peers look for in a browser: the same instance, the same adapter. */
export async function openDevice() {
  const backend = await webgpu();
  const { globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const userAgent = globalThis.navigator?.userAgent ?? "Node.js"; // jax-js reads it; Node 20 has none
  Object.defineProperty(globalThis, "navigator", {
    value: { gpu: globalThis[instance], userAgent, hardwareConcurrency: 1 },
    configurable: true,
  });
  return backend;
}
