import { WebgpuUnavailableError } from "./errors.ts";
import { inNode } from "./find-gpu.ts";
import type { PlatformDevice, PowerPreference } from "./platform-types.ts";

export interface DeviceRequest {
  readonly powerPreference: PowerPreference;
  /** Use subgroup operations where the adapter has them. */
  readonly subgroups: boolean;
  /** "adapter" unless given. */
  readonly limits?: DeviceLimits;
}

/** "adapter": all that the adapter has; "default": what every WebGPU promises, and no optional feature. */
export type DeviceLimits = "adapter" | "default";

/** A device, and what kernels choose their form by. */
export interface RequestedDevice {
  readonly device: PlatformDevice;
  readonly adapter: string;
  readonly limits: DeviceLimits;
  /** Lanes that every subgroup has at least; 0 when subgroups are not used. */
  readonly subgroupSize: number;
  /** A driver that computes on the CPU. */
  readonly software: boolean;
}

// The defaults of WebGPU are those of the smallest phone: 16 KiB of workgroup memory, 128 MiB bindings.
const wantedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupsPerDimension",
] as const;

const wantedFeatures: readonly GPUFeatureName[] = ["subgroups", "timestamp-query", "shader-f16"];

const nodeHint = "on Linux a Vulkan driver is needed (apt install libvulkan1 and the GPU's driver)";
const browserHint =
  "this browser has WebGPU but offers it no GPU: see chrome://gpu (graphics acceleration may be off in the settings; " +
  "on Linux Chrome needs --enable-unsafe-webgpu), or use the WASM device";

export async function requestDevice(
  gpu: GPU,
  { powerPreference, subgroups, limits = "adapter" }: DeviceRequest,
): Promise<RequestedDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (!adapter)
    throw new WebgpuUnavailableError(
      `webgpu: there is no adapter; ${inNode() ? nodeHint : browserHint}`,
    );
  const all = limits === "adapter";
  const features = wantedFeatures.filter(
    (feature) => all && adapter.features.has(feature) && (feature !== "subgroups" || subgroups),
  );
  const device = await adapter.requestDevice({
    label: "qkv",
    requiredFeatures: features,
    requiredLimits: all
      ? Object.fromEntries(wantedLimits.map((name) => [name, adapter.limits[name]]))
      : {},
  });
  const { vendor, architecture, description, subgroupMinSize } = adapter.info;
  const name = [...new Set([vendor, architecture, description])].filter(Boolean).join(" ");
  return {
    device,
    adapter: name || "unnamed",
    limits,
    subgroupSize: features.includes("subgroups") ? (subgroupMinSize ?? 0) : 0,
    software:
      /swiftshader|llvmpipe|lavapipe/i.test(name) || adapter.info.isFallbackAdapter === true,
  };
}
