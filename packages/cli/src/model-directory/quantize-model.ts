import { type Module, type QuantizedFormat, quantize } from "@qkv/nn";
import { choice, type Option } from "../command-line/option.ts";

/** The option that makes a loaded model smaller and faster, for what its command does; its folder stays as it is. */
export const quantizeOption: Option<QuantizedFormat> = choice(
  "Store the weights in fewer bits once the model is loaded: less memory and faster text, a little less exact",
  ["bf16", "int8", "int4"],
);

/** Quantise all of a loaded model, if that is asked for. */
export function quantizeModel(model: Module, format: QuantizedFormat | undefined): void {
  if (format !== undefined) quantize(model, format);
}
