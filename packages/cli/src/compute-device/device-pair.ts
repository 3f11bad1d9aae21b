import { type Device, init, referenceDevice, setDefaultDevice } from "@qkv/nn";
import { nearestHint } from "@qkv/nn/options";
import type { Option } from "../command-line/option.ts";
import { UsageError } from "../failures/command-error.ts";
import { openWebgpu } from "./open-webgpu.ts";

const names = ["wasm", "webgpu", "reference"] as const;

type DeviceName = (typeof names)[number];

/** Two devices that are compared; the differences are against the first. */
export type DeviceNames = readonly [DeviceName, DeviceName];

export const usualPair: DeviceNames = ["wasm", "webgpu"];

export const devicePairOption: Option<DeviceNames> = {
  description:
    "The two devices: wasm, webgpu, or reference (float64, slow and exact); wasm,webgpu unless given",
  valueHint: "A,B",
  read: (given, option) => {
    const value = given[given.length - 1] ?? "";
    const [a, b, ...more] = value.split(",").map((name) => deviceName(name.trim(), option));
    if (a === undefined || b === undefined || a === b || more.length > 0)
      throw new UsageError(
        `--${option} is ${JSON.stringify(value)}, expected two different ones of ${names.join(", ")}`,
      );
    return [a, b];
  },
};

function deviceName(name: string, option: string): DeviceName {
  const known = names.find((one) => one === name);
  if (known !== undefined) return known;
  throw new UsageError(
    `--${option} names ${JSON.stringify(name)}, expected two of ${names.join(", ")}${nearestHint(name, names)}`,
  );
}

/** Both devices, until their command ends; the first is the default one. */
export class DevicePair implements AsyncDisposable {
  readonly a: Device;
  readonly b: Device;

  private constructor(a: Device, b: Device) {
    this.a = a;
    this.b = b;
  }

  static async open([a, b]: DeviceNames): Promise<DevicePair> {
    const first = await openDevice(a);
    try {
      const second = await openDevice(b);
      setDefaultDevice(first);
      return new DevicePair(first, second);
    } catch (error) {
      await first.dispose();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.a.dispose(), this.b.dispose()]);
  }
}

/** A device of its own. */
async function openDevice(name: DeviceName): Promise<Device> {
  if (name === "wasm") return init({ threads: 1 });
  return init({ device: name === "webgpu" ? await openWebgpu() : referenceDevice() });
}
