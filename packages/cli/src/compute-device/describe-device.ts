import type { Device } from "@qkv/nn";

/** What computes: "wasm, relaxed-simd in 6x8 tiles, 2 threads", "webgpu, NVIDIA H200, subgroups of 32, workgroup tiles". */
export function describeDevice(device: Device): string {
  const { build, tile, threads, adapter, software, subgroups, matmul } = device.info();
  if (device.name === "webgpu")
    return [
      `webgpu, ${adapter}`,
      ...(software ? ["which computes on the CPU"] : []),
      Number(subgroups) > 0 ? `subgroups of ${subgroups}` : "no subgroups",
      `${matmul} tiles`,
    ].join(", ");
  if (device.name !== "wasm") return `${device.name}, in float64`;
  return `wasm, ${build} in ${tile} tiles, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
