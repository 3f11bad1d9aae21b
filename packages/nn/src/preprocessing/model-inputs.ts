import type { HostTensor } from "../weights/host-tensor.ts";

/** What a model takes, by the name of the input: "pixel_values", "input_features", "input_values", "attention_mask". */
export type ModelInputs = Readonly<Record<string, HostTensor>>;
