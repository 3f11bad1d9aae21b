import {
  type BuildName,
  createThreadedWasmBackend,
  createWasmBackend,
  possibleThreads,
} from "@qkv/core-wasm";
import type { Backend } from "@qkv/core-wasm/contract";
import type { BackendChance, BackendName } from "../protocol.ts";

const buildOf = (name: BackendName): BuildName =>
  name.endsWith("relaxed-simd") ? "relaxed-simd" : "simd";

/** A backend of its own, with no tensor on it. A GPU is shared with whoever uses it: dispose of it when done. */
export async function makeBackend(name: BackendName): Promise<Backend> {
  if (name === "webgpu") return (await import("@qkv/gpu-webgpu")).webgpu();
  const build = buildOf(name);
  return name.startsWith("threads")
    ? createThreadedWasmBackend({ threads: "auto", build })
    : createWasmBackend({ build });
}

/** Every backend, and what stands in its way here. */
export async function chances(): Promise<readonly BackendChance[]> {
  const { cores } = await possibleThreads();
  const relaxed = hasRelaxedSimd() ? {} : ({ obstacle: "no-relaxed-simd" } as const);
  const alone = self.crossOriginIsolated ? "one-core" : "not-isolated";
  const threads = cores > 1 ? {} : ({ obstacle: alone } as const);
  return [
    { name: "wasm-simd", threads: 1 },
    { name: "wasm-relaxed-simd", threads: 1, ...relaxed },
    { name: "threads-simd", threads: cores, ...threads },
    { name: "threads-relaxed-simd", threads: cores, ...relaxed, ...threads },
    { name: "webgpu", threads: 1, ...(await gpuChance()) },
  ];
}

function hasRelaxedSimd(): boolean {
  try {
    createWasmBackend({ build: "relaxed-simd" });
    return true;
  } catch {
    return false;
  }
}

interface Adapter {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
}
interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<Adapter | null>;
}

/** The adapter that the library would take. */
async function gpuChance(): Promise<Pick<BackendChance, "obstacle" | "adapter" | "software">> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (!gpu) return { obstacle: "no-webgpu" };
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return { obstacle: "no-adapter" };
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [...new Set([vendor, architecture, description])].filter(Boolean).join(" ");
  const software = isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(name);
  return { adapter: name, software };
}
