import { constant } from "../op-definition/constant.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** int32 [tokens]: the positions of `tokens` tokens from `start` on. */
export const positionIds = (device: Device, start: number, tokens: number): Tensor =>
  constant(
    device,
    [tokens],
    () => Int32Array.from({ length: tokens }, (_, i) => start + i),
    "int32",
  );
