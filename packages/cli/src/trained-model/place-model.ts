import type { Module, QuantizedFormat } from "@qkv/nn";
import { quantize, quantizedFormatNames } from "@qkv/nn/quantization";
import { choice, type Option } from "../command-line/option.ts";
import type { ComputeDevice } from "../compute-device/compute-device.ts";

/** The option that makes a loaded model smaller and faster, for what its command does; its folder stays as it is. */
export const quantizeOption: Option<QuantizedFormat> = choice(
  "Store the weights in fewer bits once the model is loaded: less memory and faster text, a little less exact",
  quantizedFormatNames,
);

/** Quantise all of a loaded model, if that is asked for, and bring it to the device of the command. */
export async function placeModel(
  model: Module,
  format: QuantizedFormat | undefined,
  { host, device }: ComputeDevice,
): Promise<void> {
  if (format !== undefined) {
    await model.to(host); // rounding reads the weights at once
    quantize(model, format);
  }
  await model.to(device);
}
