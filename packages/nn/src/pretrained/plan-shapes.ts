import { type Backend, BufferLimitError, createShapeOnlyBackend } from "@qkv/core-wasm/contract";
import { deviceOf } from "../device/device-of.ts";
import { modelFromConfig } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import { OptionError } from "../options/option-error.ts";
import type { Device } from "../tensor/device.ts";

/** The largest models that are known have 1,300; so many are planned in a second. */
const MOST_MODEL_TENSORS = 4096;
/** With activations, gradients and moments. */
const MOST_TENSORS = 2 ** 18;

/** A model of shapes alone, on a device of its own. */
export interface PlannedModel {
  readonly model: Model;
  readonly device: Device;
}

/**
 * The model of a config.json from outside, which must not keep us busy with a billion layers.
 *
 * @throws OptionError
 */
export function plannedModel(
  config: object,
  inMemory = (backend: Backend) => backend,
): PlannedModel {
  const backend = createShapeOnlyBackend({ maxBuffers: MOST_TENSORS });
  let most = MOST_MODEL_TENSORS;
  const limited: Backend = {
    ...backend,
    allocate(length, dtype) {
      if (backend.memory().buffers >= most) throw new BufferLimitError(most);
      return backend.allocate(length, dtype);
    },
  };
  const device = deviceOf(inMemory(limited), "plan");
  const model = sayingWhatIsWrong(() => modelFromConfig(config, { device }));
  most = MOST_TENSORS;
  return { model, device };
}

/** As the WebAssembly device keeps memory: a weight that inference multiplies by lies there in a second form. */
export const withPackedForms = (backend: Backend): Backend => ({
  ...backend,
  prepack(_, shape) {
    const [rows = 1, columns = 1] = shape.slice(-2);
    return backend.allocate(rows * Math.ceil(columns / 8) * 8, "float32");
  },
});

/** What sizes of a config.json make impossible is an OptionError. */
export function sayingWhatIsWrong<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof OptionError || !(cause instanceof Error)) throw cause;
    throw new OptionError(
      cause instanceof BufferLimitError
        ? `config.json: the model has more than ${cause.maxBuffers} tensors, expected fewer layers`
        : `config.json: its sizes make no model: ${cause.message}`,
      { cause },
    );
  }
}
