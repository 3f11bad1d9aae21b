import { formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import { defaultDevice } from "../device/default-device.ts";
import { defineOptions, type GivenOf } from "../options/define-options.ts";
import { instance } from "../options/fields.ts";
import { defaultGenerator, Generator } from "../random/generator.ts";
import { Device } from "../tensor/device.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Initializer } from "./initializers.ts";

/** Where a module's parameters live and what their random numbers come from. */
export const parameterFields = {
  /** What random numbers are drawn by, initial values and dropout; the default generator unless given. */
  generator: instance(Generator, { optional: true }),
  /** Where parameters are made; the default device unless given. */
  device: instance(Device, { optional: true }),
};

const parameterTable = defineOptions("parameters", parameterFields);

/** Options of every module that makes parameters: where they live and what draws them. */
export type ParameterOptions = GivenOf<typeof parameterFields>;

/** Refuse options that are not these two, in the name of what takes them apart from its own. */
export function expectParameterOptions(who: string, options: ParameterOptions): void {
  parameterTable.complete(options, who);
}

/** These two alone, out of the options of a module that hands them on to its parts. */
export const parameterOptions = ({ generator, device }: ParameterOptions): ParameterOptions => ({
  ...(generator ? { generator } : {}),
  ...(device ? { device } : {}),
});

/** No device holds a larger tensor. */
const MOST_ELEMENTS = 2 ** 31;

/** A new parameter with initial values; on the meta device it has none, and no random number is drawn. */
export function newParameter(
  shape: Shape,
  fanIn: number,
  initialize: Initializer,
  { generator = defaultGenerator, device = defaultDevice() }: ParameterOptions,
): Tensor {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new ShapeError(
      `a parameter would be [${shape.map(String).join(", ")}], expected integers from 0: was every size given?`,
    );
  if (device.backend.shapesOnly) return Tensor.empty(device, shape);
  if (sizeOf(shape) > MOST_ELEMENTS)
    throw new ShapeError(
      `a parameter would be [${shape.join(", ")}], expected at most ${MOST_ELEMENTS} elements`,
    );
  const made = Tensor.empty(device, shape);
  setInitial(made, initialize(made.size, fanIn, generator));
  return made;
}

/** Give a tensor what an initialiser made for it. */
export function setInitial(target: Tensor, initial: ReturnType<Initializer>): void {
  if ("distribution" in initial) target.storage.drawLater(initial);
  else if (initial.length === target.size) target.upload(initial);
  else
    throw new ShapeError(
      `an initialiser gave ${initial.length} values for a parameter ${formatShape(target.shape)}, expected ${target.size}`,
    );
}

/** A new int32 buffer: a count that is saved with the parameters. */
export function newBuffer(
  values: readonly number[],
  shape: Shape,
  { device = defaultDevice() }: ParameterOptions,
): Tensor {
  return tensor(Int32Array.from(values), { shape, device });
}
