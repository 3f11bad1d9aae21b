import type { Module } from "@qkv/nn";
import { type HostTensor, readSafetensors, writeSafetensors } from "@qkv/nn/weights";
import type { Look, RunSample } from "../protocol.ts";
import { bytesOf, type Checkpoint, thinnedTo } from "./checkpoints.ts";

/** What a file has of earlier looks at most, beside the moment at which it was saved. */
const bounds = { most: 24, mostBytes: 32 * 2 ** 20 };

/** "look.200.model.transformer.wte.weight", "look.200.optimizer.0.exp_avg", "look.200.gradient.transformer.wte.weight" */
const ofLook = /^look\.(\d+)\.((?:model|optimizer|gradient)\..+)$/;
const GRADIENT = "gradient.";

/**
 * What `saveTraining` wrote, with earlier looks beside it, each tensor under the step's name: whoever goes on from the file,
 * or opens it in PyTorch, finds what was there before. Too large a look leaves the moment alone.
 */
export function withLooks(now: Uint8Array, looks: readonly Checkpoint[]): Uint8Array {
  const thinned = thinnedTo(looks, bounds);
  const kept = bytesOf(thinned) > bounds.mostBytes ? [] : thinned;
  if (kept.length === 0) return now;
  const { tensors, metadata } = readSafetensors(now);
  const all = new Map(tensors);
  const told = kept.map(({ look, file, gradients }) => {
    const read = readSafetensors(file);
    const under = (name: string, value: HostTensor) => all.set(`look.${look.step}.${name}`, value);
    for (const [name, value] of read.tensors) under(name, value);
    for (const [name, values] of gradients) {
      const shape = read.tensors.get(`model.${name}`)?.shape ?? [values.length];
      under(GRADIENT + name, { dtype: "float32", shape, values });
    }
    return { ...look, training: read.metadata.training };
  });
  return writeSafetensors(all, { ...metadata, looks: JSON.stringify(told) });
}

/**
 * The earlier looks of a file, oldest first, up to `step`; none where it has one moment only. Files come from outside: each
 * look has the model's own tensors in its own shapes, or the file is refused.
 *
 * @throws RangeError that says which look is damaged
 */
export function looksIn(file: Uint8Array, model: Module, step: number): readonly Checkpoint[] {
  const { tensors, metadata } = readSafetensors(file);
  if (metadata.looks === undefined) return [];
  const told = parsedLooks(metadata.looks, step);
  const parts = new Map<number, Map<string, HostTensor>>();
  for (const [name, value] of tensors) {
    const [, at, inside] = ofLook.exec(name) ?? [];
    if (inside === undefined) continue;
    const found = parts.get(Number(at)) ?? new Map<string, HostTensor>();
    parts.set(Number(at), found.set(inside, value));
  }
  return told.map(({ training, ...look }) => {
    const all = [...(parts.get(look.step) ?? [])];
    const kept = new Map(all.filter(([name]) => !name.startsWith(GRADIENT)));
    expectModel(look.step, kept, model);
    const gradients = new Map(
      all
        .filter(([name]) => name.startsWith(GRADIENT))
        .map(([name, { values }]) => [name.slice(GRADIENT.length), Float32Array.from(values)]),
    );
    return { look, file: writeSafetensors(kept, { training }), gradients };
  });
}

function expectModel(step: number, kept: ReadonlyMap<string, HostTensor>, model: Module): void {
  for (const [name, { shape }] of model.namedTensors()) {
    const found = kept.get(`model.${name}`);
    if (found?.shape.join() !== shape.join())
      throw damaged(
        `${name} of step ${step} is ${found ? `[${found.shape}]` : "not there"}, expected [${shape}]`,
      );
  }
}

const damaged = (what: string) =>
  new RangeError(`the run's checkpoints are damaged: ${what}; save the run again`);

type ToldLook = Look & { readonly training: string };

function parsedLooks(json: string, last: number): readonly ToldLook[] {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw damaged("their list is no JSON");
  }
  if (!Array.isArray(given) || given.length > bounds.most)
    throw damaged(`their list is none of at most ${bounds.most}`);
  let before = -1;
  return given.map((one) => {
    const { step, sample, training } = Object(one);
    if (!Number.isSafeInteger(step) || step <= before || step > last)
      throw damaged(`step ${String(step)} comes after ${before}, expected one up to ${last}`);
    if (typeof training !== "string") throw damaged(`step ${step} does not say how to go on`);
    before = step;
    return { step, sample: parsedSample(sample, step), training };
  });
}

function parsedSample(given: unknown, step: number): RunSample {
  const { kind, text, pairs } = Object(given);
  if (kind === "text" && typeof text === "string") return { kind, text };
  if (kind !== "pairs" || !Array.isArray(pairs)) throw damaged(`step ${step} has no sample`);
  return {
    kind,
    pairs: pairs.map((pair) => {
      const { source, target, output } = Object(pair);
      if (![source, target, output].every((side) => typeof side === "string"))
        throw damaged(`step ${step} has a sample that is no pair of texts`);
      return { source, target, output };
    }),
  };
}
