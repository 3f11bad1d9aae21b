import type { Backend } from "@qkv/core-wasm/contract";
import { defaultDevice } from "../device/default-device.ts";
import { deviceOf } from "../device/device-of.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { anything, callback, flag, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type DestinationOf, ParameterDestination } from "./destination.ts";
import { expectFinite } from "./expect-finite.ts";
import { Filling, partsOf } from "./filling.ts";
import { readAhead } from "./read-ahead.ts";
import { expectFit, type LoadResult, StateDictError } from "./state-dict.ts";

const loadOptions = defineOptions("loadCheckpoint", {
  /** Where the model goes on. Where it is unless given; from the meta device to the default one. */
  device: anything<Backend | Device>({ optional: true }),
  /**
   * Missing and unexpected keys are an error. Without it, parameters that are missing keep their values, which those on
   * the meta device have not.
   */
  strict: flag({ default: true }),
  /** Refuse weights that are NaN or infinite, as they are read. */
  requireFinite: flag({ default: false }),
  /** Checked before every read. */
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called after every read with the bytes of the files that have been read, and those to be read. */
  onProgress: callback<(bytesRead: number, bytesTotal: number) => void>({ optional: true }),
});

/** Options of `loadCheckpoint`: where the model goes, what is refused, and who is told or stops it. */
export type LoadCheckpointOptions = Given<typeof loadOptions>;

/** What a checkpoint is loaded into: a `Module`. */
export interface CheckpointTarget {
  stateDict(): ReadonlyMap<string, Tensor>;
  to(device: Device): Promise<unknown>;
}

/**
 * Read the weights of a model from a checkpoint, tensor by tensor in the order of the file. A model that was made on the meta
 * device gets its memory as its weights come, so that nothing is made twice and no more than a few MiB lie beside the model:
 * `const model = new Gpt(config, { device: metaDevice() }); await loadCheckpoint(model, checkpoint)`.
 *
 * All names and shapes are compared first, as `loadStateDict` does: a shared parameter needs only one of its names, and of
 * two that are there the last counts. Nothing is changed when they do not fit. When reading fails later, or is
 * aborted, parameters read by then have their new values: dispose of the model.
 *
 * @throws StateDictError that lists every disagreement; NonFiniteWeightError; the signal's reason; what the files throw
 */
export const loadCheckpoint = (
  model: CheckpointTarget,
  checkpoint: Checkpoint,
  options: LoadCheckpointOptions = {},
): Promise<LoadResult> => loadInto(model, checkpoint, options);

/** The same, with a say in where the values of which parameters go. */
export async function loadInto(
  model: CheckpointTarget,
  checkpoint: Checkpoint,
  options: LoadCheckpointOptions,
  destinationOf?: DestinationOf,
): Promise<LoadResult> {
  expectObject("loadCheckpoint", "model", model, "a module", "namedModules");
  expectObject("loadCheckpoint", "checkpoint", checkpoint, "a checkpoint", "tensors");
  const {
    device: given,
    strict,
    requireFinite,
    signal,
    onProgress,
  } = loadOptions.complete(options);
  const own = model.stateDict();
  const target = targetDevice(own, given);
  const result = expectFit(model.constructor.name, own, checkpoint.tensors, strict);
  expectValues(model.constructor.name, own, result.missingKeys);

  const names = namesToRead(own, checkpoint);
  const total = names.reduce((sum, name) => sum + checkpoint.tensors.get(name)!.bytes, 0);
  let done = 0;
  const yielder = new Yielder();
  const fillings = names.map((name) => {
    const parameter = own.get(name)!;
    const device = target ?? parameter.device;
    const destination = () =>
      destinationOf?.(parameter, device) ?? new ParameterDestination(parameter, device);
    return new Filling(name, checkpoint.tensors.get(name)!, destination);
  });
  const fresh = target && names.filter((name) => own.get(name)!.device !== target);
  if (fresh && !destinationOf)
    target.backend.makeRoom?.(fresh.reduce((sum, name) => sum + 4 * own.get(name)!.size, 0));
  try {
    for await (const { filling, values } of readAhead(partsOf(fillings, requireFinite, signal))) {
      const { name, stored } = filling;
      if (values) {
        if (requireFinite && !("bits" in values)) expectFinite(name, values, filling.filled);
        filling.write(values);
        onProgress?.(done + (stored.bytes * filling.filled) / own.get(name)!.size, total);
        await yielder.turn();
        signal?.throwIfAborted();
      } else {
        await filling.finish();
        done += stored.bytes;
      }
    }
  } finally {
    for (const filling of fillings) filling[Symbol.dispose]();
  }
  if (target) await model.to(target); // tables that are in no file, parameters that were missing
  return result;
}

/** Where the parameters go, undefined where they stay. */
function targetDevice(
  own: ReadonlyMap<string, Tensor>,
  given: Backend | Device | undefined,
): Device | undefined {
  const isBornEmpty = [...own.values()].some(({ device }) => device.backend.shapesOnly);
  const device = given ?? (isBornEmpty ? defaultDevice() : undefined);
  const target = device && deviceOf(device, "loadCheckpoint");
  if (target?.backend.shapesOnly)
    throw new TypeError(
      `loadCheckpoint: device is ${target.name}, which keeps no values, expected one that does`,
    );
  return target;
}

function expectValues(
  caller: string,
  own: ReadonlyMap<string, Tensor>,
  missingKeys: readonly string[],
): void {
  const empty = missingKeys.filter((key) => own.get(key)!.device.backend.shapesOnly);
  if (empty.length > 0)
    throw new StateDictError(
      `${caller}: the checkpoint has no ${empty.join(", ")}, and on the meta device there are no values to keep; ` +
        "make the model on another device, so that what is missing has its initial values",
    );
}

/** The names in the checkpoint that fill the model, each parameter once. */
function namesToRead(own: ReadonlyMap<string, Tensor>, { tensors }: Checkpoint): readonly string[] {
  const nameOf = new Map<Tensor, string>();
  for (const [name, parameter] of own) if (tensors.has(name)) nameOf.set(parameter, name);
  const names = new Set(nameOf.values());
  return [...tensors.keys()].filter((name) => names.has(name));
}
