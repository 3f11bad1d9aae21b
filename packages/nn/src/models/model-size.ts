import { createShapeOnlyBackend } from "@qkv/core-wasm/contract";
import { deviceOf } from "../device/device-of.ts";
import { Module } from "../module/module.ts";
import { expectFunction, expectInstance } from "../options/expect-argument.ts";
import type { Device } from "../tensor/device.ts";
import { isDecoder } from "./roles.ts";

/** What a model takes in float32, apart from activations. All but `parameters` are bytes. */
export interface ModelSize {
  /** Numbers that training would change, shared ones counted once. */
  readonly parameters: number;
  /** What its file holds: parameters, and buffers such as running statistics. */
  readonly weights: number;
  /** Tables that it makes itself and no file holds: sinusoids, cosines. */
  readonly tables: number;
  readonly gradients: number;
  /** AdamW's two moments. */
  readonly moments: number;
  /** Keys and values of a full context, for one sequence; 0 of a model that keeps none. */
  readonly keyValueCache: number;
}

/** More than any model that is known has; a config.json from outside must not keep us busy with a billion layers. */
const MOST_TENSORS = 2 ** 18;

/**
 * What a model would take, out of its shapes: `modelSize((options) => new Gpt(config, options))`. It is made as on
 * `metaDevice`, without memory and random numbers.
 *
 * @throws BufferLimitError for one of more than 262144 tensors
 */
export function modelSize(make: (options: { readonly device: Device }) => Module): ModelSize {
  expectFunction("modelSize", "make", make);
  const device = deviceOf(createShapeOnlyBackend({ maxBuffers: MOST_TENSORS }), "modelSize");
  return sizeAlone(make({ device }), device);
}

/** The size of a model that is the only one on its device, and was just made there. */
export function sizeAlone(model: Module, device: Device): ModelSize {
  const bytes = (): number => device.memory().bytes;
  expectInstance("modelSize", "what make gave", model, Module, "a module");
  let weights = 0;
  for (const [name, tensor] of model.namedTensors()) {
    if (tensor.device !== device)
      throw new TypeError(
        `modelSize: ${name} is on device ${tensor.device.name}, expected the one that was given: ` +
          "hand the options on, (options) => new Gpt(config, options)",
      );
    weights += 4 * tensor.size;
  }
  const made = bytes();
  const gradients = model.parameters().reduce((sum, { size }) => sum + 4 * size, 0);
  const cache = isDecoder(model) ? model.newCache() : undefined;
  const keyValueCache = bytes() - made;
  cache?.dispose();
  const parameters = model.numParameters();
  const tables = made - weights;
  return { parameters, weights, tables, gradients, moments: 2 * gradients, keyValueCache };
}
