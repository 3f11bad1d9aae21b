import { type Backend, createShapeOnlyBackend } from "@qkv/core-wasm/contract";
import { tensorMethods } from "../device/tensor-methods.ts";
import { modelFromConfig } from "../models/families/find-family.ts";
import { sizeAlone } from "../models/model-size.ts";
import type { Model } from "../models/roles.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { Device } from "../tensor/device.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError } from "./model-folder-error.ts";
import { addressableBytes, beyondMemory, type ModelFootprint } from "./model-size.ts";

/** More tensors than any model has that fits; each costs a module here, though it has no values. */
const mostTensors = 10_000;

/** How far a configuration is trusted that comes out of a file. */
export interface ShapeLimits {
  /** Numbers that the file holds from which it shall be filled; a model of many more is refused sooner. */
  readonly held?: number;
  /** The file that says what the model is, for messages. */
  readonly file: string;
}

type MakeModel = (options: ParameterOptions) => Model;

/** A model that has shapes and no values: its names, and what it would weigh. */
export interface ShapeModel {
  readonly model: Model;
  readonly size: ModelFootprint;
}

/** A described model on a device that takes no memory. */
export const describedShape = (description: ModelDescription): ShapeModel =>
  measured((options) => describedModel(description, options), createShapeOnlyBackend());

/** The model of a config.json that is trusted, on a device that takes no memory. */
export const shapeOfConfig = (config: object): ShapeModel =>
  measured((options) => modelFromConfig(config, options), createShapeOnlyBackend());

/** The model that a folder describes, its weights not yet loaded. */
export const describedModel = (
  { config, ...described }: ModelDescription,
  options?: ParameterOptions,
): Model => modelFromConfig(config, options, "stored" in described ? described.stored : undefined);

/**
 * The model of a config.json that is not trusted, on a device that takes no memory.
 *
 * @throws ModelFolderError for a field that is wrong, and for a model that no WebAssembly memory holds
 */
export function limitedShape(make: MakeModel, limits: ShapeLimits): ShapeModel {
  try {
    return measured(make, limitedBackend(limits));
  } catch (cause) {
    if (cause instanceof ModelFolderError || !(cause instanceof Error)) throw cause;
    const { file } = limits;
    const problem = cause.message.replace(`${file}: `, "").replace(/^config\.json: /, "");
    throw new ModelFolderError(`${file}: ${problem}`, { file, cause });
  }
}

function measured(make: MakeModel, backend: Backend): ShapeModel {
  const device = new Device(backend, tensorMethods);
  const model = make({ device });
  const { parameters, tables, ...memory } = sizeAlone(model, device);
  return { model, size: { parameters, memory, tables } };
}

/** A backend that keeps no values, and refuses to go on when a model is beyond all bounds. */
function limitedBackend({ held, file }: ShapeLimits): Backend {
  const backend = createShapeOnlyBackend();
  return {
    ...backend,
    allocate(length, dtype) {
      const buffer = backend.allocate(length, dtype);
      const { bytes, buffers } = backend.memory();
      if (bytes > addressableBytes) throw beyondMemory(bytes / 4, bytes, "inference", file);
      if (buffers > mostTensors) throw tooManyTensors(bytes / 4, held, file);
      return buffer;
    },
  };
}

function tooManyTensors(numbers: number, held: number | undefined, file: string): ModelFolderError {
  const among = held === undefined ? "" : `, and the weights file holds ${counted(held)} numbers`;
  return new ModelFolderError(
    `${file}: the model has more than ${counted(mostTensors)} tensors of ${counted(numbers)} parameters${among}; ` +
      "expected fewer layers",
    { file },
  );
}

/** 1234567 -> "1,234,567" */
export const counted = (count: number): string => count.toLocaleString("en-US");

/** What a described model weighs. */
export const sizeOf = (described: ModelDescription): ModelFootprint => {
  expectObject("sizeOf", "described", described, "a model's description", "config");
  return describedShape(described).size;
};
