import type { Backend } from "@qkv/core-wasm/contract";
import { deviceOf } from "../device/device-of.ts";
import { Module } from "../module/module.ts";
import { expectInstance, expectList } from "../options/expect-argument.ts";
import type { Device } from "../tensor/device.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { expectHostTensors, type RunnableModule, startModel } from "./run-model.ts";
import { withoutTraces } from "./without-traces.ts";

/** How long a forward and backward pass takes on a device, in milliseconds. */
export interface MeasuredDevice {
  readonly device: Device;
  /** The first step, in which kernels are compiled and memory is taken. */
  readonly firstMilliseconds: number;
  /** The median of the steps after it. */
  readonly milliseconds: number;
}

const steps = 5;

/**
 * Time a forward and backward pass of the model on each device; the fastest comes first. For `device: "auto"`: small
 * models are faster on WASM, large ones on a GPU. Nothing of the model is changed.
 */
export async function measureDevices(
  model: RunnableModule,
  inputs: readonly HostTensor[],
  devices: readonly (Backend | Device)[],
): Promise<readonly MeasuredDevice[]> {
  expectInstance("measureDevices", "model", model, Module, "a module");
  expectHostTensors("measureDevices", inputs);
  expectList("measureDevices", "devices", devices);
  const measured: MeasuredDevice[] = [];
  const candidates = devices.map((device) => deviceOf(device, "measureDevices"));
  const measure = async (): Promise<void> => {
    for (const device of candidates) {
      await model.to(device);
      const times: number[] = [];
      for (let step = 0; step <= steps; step++) {
        const start = performance.now();
        await Promise.all(startModel(model, inputs, device, true));
        times.push(performance.now() - start);
        model.zeroGrad();
      }
      const [firstMilliseconds, ...others] = times;
      const milliseconds = others.sort((a, b) => a - b)[Math.floor(steps / 2)]!;
      measured.push({ device, firstMilliseconds: firstMilliseconds!, milliseconds });
    }
  };
  await withoutTraces(model, measure, candidates);
  return measured.sort((a, b) => a.milliseconds - b.milliseconds);
}
