import { choice, type Option } from "../command-line/option.ts";

const choices = ["wasm", "webgpu", "auto"] as const;

export type DeviceChoice = (typeof choices)[number];

/** Which device computes what a command does. */
export const deviceOption: Option<DeviceChoice> = choice(
  "What computes: the CPU (wasm, unless given), the GPU (webgpu, which needs the package webgpu), " +
    "or the faster of both for this model (auto)",
  choices,
);
