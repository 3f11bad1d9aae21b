import { init, ones } from "@qkv/nn";
import { describeDevice } from "../compute-device/describe-device.ts";
import { openWebgpu } from "../compute-device/open-webgpu.ts";
import type { BenchDevice } from "./bench-device.ts";

/** The GPU: a column without a share, for nothing here measures what it could do. */
export async function webgpuDevice(): Promise<BenchDevice> {
  const host = await init({ threads: 1 });
  const device = await init({ device: await openWebgpu() });
  const mark = ones([1]).makeLasting();
  const { adapter, reason } = device.info();
  return {
    title: ["webgpu", shortened(String(adapter))],
    device,
    host,
    threads: undefined,
    sampleMilliseconds: 8, // the way to the GPU and back takes some tenths
    finish: async () => void (await mark.data()), // a GPU works in order
    choice: `${describeDevice(device).replace(/^webgpu, /, "")}: ${reason}`,
    chosen: true,
  };
}

const shortened = (name: string): string => (name.length > 24 ? `${name.slice(0, 23)}…` : name);
