import type { WebgpuBackend } from "@qkv/gpu-webgpu";

/** The GPU. Its kernels are loaded only by those who ask for it. */
export async function openWebgpu(): Promise<WebgpuBackend> {
  const { webgpu } = await import("@qkv/gpu-webgpu");
  return webgpu();
}
