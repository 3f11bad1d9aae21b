import { tmpdir } from "node:os";
import type { WebgpuBackend } from "@qkv/gpu-webgpu";
import { probeWebgpu } from "./probe-webgpu.ts";

/**
 * The GPU. Its kernels are loaded only by those who ask for it.
 *
 * @throws an error of the name WebgpuUnavailableError where there is none
 */
export async function openWebgpu(): Promise<WebgpuBackend> {
  // Else the library by which drivers show windows complains; nothing is shown here.
  if (process.platform === "linux") process.env.XDG_RUNTIME_DIR ??= tmpdir();
  const problem = await probeWebgpu();
  if (problem) throw Object.assign(new Error(problem.message), { name: problem.name });
  const { webgpu } = await import("@qkv/gpu-webgpu");
  return webgpu();
}
