import type { Backend, Shape } from "@qkv/core-wasm/contract";
import { deviceOf } from "../device/device-of.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { flag, number } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { type Difference, differenceOf } from "./difference.ts";
import { evaluateOnDevice } from "./evaluate-on-device.ts";
import { expectHostTensors, type RunnableModule } from "./run-model.ts";
import { withoutTraces } from "./without-traces.ts";

const verifyOptions = defineOptions("verify", {
  /** Compare gradients too; true unless given. */
  gradients: flag({ default: true }),
  /**
   * Relative difference up to which a tensor agrees, as a part of the larger of the element and the tensor's root
   * mean square; 1e-3 unless given.
   */
  tolerance: number({ from: 0, to: Infinity, default: 1e-3 }),
});

/** How far two devices may differ, and what is compared. */
export type VerifyOptions = Given<typeof verifyOptions>;

/** One tensor on both devices. */
export interface VerifiedTensor extends Difference {
  /** "output"; a parameter's name; or "module/role" of what a module shows on the way. */
  readonly name: string;
  readonly pass: "forward" | "gradient";
  readonly shape: Shape;
  readonly agrees: boolean;
}

/** What `verify` found: each tensor on both devices, and the first that departs. */
export interface Verification {
  /** In the order of the computation: what is fused first, then step by step, forward and then backward. */
  readonly tensors: readonly VerifiedTensor[];
  readonly worst: VerifiedTensor;
  /** The first tensor that departs: look for the fault in what makes it. */
  readonly firstDeparture: VerifiedTensor | undefined;
}

/**
 * Compute the same on two devices and compare every named tensor, forward and gradients. The model is moved to both
 * and back to where it was; its own gradients are put back too. Dropout, in training mode, draws the same numbers on
 * both.
 */
export async function verify(
  model: RunnableModule,
  inputs: readonly HostTensor[],
  a: Backend | Device,
  b: Backend | Device,
  options: VerifyOptions = {},
): Promise<Verification> {
  expectInstance("verify", "model", model, Module, "a module");
  expectHostTensors("verify", inputs);
  const { gradients, tolerance } = verifyOptions.complete(options);
  const devices = [deviceOf(a, "verify"), deviceOf(b, "verify")] as const;
  const compare = async (restart: () => void): Promise<Verification> => {
    const ofA = await evaluateOnDevice(model, inputs, devices[0], gradients);
    restart();
    const ofB = await evaluateOnDevice(model, inputs, devices[1], gradients);
    const tensors = ofA.map(({ name, pass, shape, values }, i): VerifiedTensor => {
      const difference = differenceOf(values, ofB[i]!.values);
      return { name, pass, shape, ...difference, agrees: difference.relative <= tolerance };
    });
    return {
      tensors,
      worst: tensors.reduce((worst, next) => (next.relative > worst.relative ? next : worst)),
      firstDeparture: tensors.find(({ agrees }) => !agrees),
    };
  };
  return withoutTraces(model, compare, devices);
}
