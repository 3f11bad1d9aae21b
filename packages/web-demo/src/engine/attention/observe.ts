import { noGrad } from "@qkv/nn";
import { type Capture, capture } from "@qkv/nn/inspection";
import type { OpenedModel } from "../open-models.ts";
import type { Interventions } from "../protocol.ts";
import { type Donor, type HeadOutputs, withInterventions } from "./interventions.ts";
import { type Parts, partsOf } from "./parts.ts";
import { pass, type Reading, read } from "./reading.ts";

/** A text as the model reads it of itself, and what is to be done to it. To be disposed. */
export interface Observed extends Disposable {
  readonly reading: Reading;
  readonly parts: Parts;
  readonly plain: Capture;
  /** Run `body`, in which the model is changed as was asked. */
  changed<T>(body: () => T): T;
}

export async function observe(
  opened: OpenedModel,
  ask: { readonly text: string; readonly target?: string },
  interventions: Interventions,
  signal: AbortSignal,
): Promise<Observed> {
  const reading = await read(opened, ask, signal);
  signal.throwIfAborted();
  const plain = noGrad(() => capture(opened.model, () => pass(reading)));
  try {
    const parts = partsOf(plain.tensors);
    const donor = await donorOf(opened, interventions, signal);
    const changed = <T>(body: () => T): T =>
      withInterventions(opened.model, parts, interventions, donor, body);
    return {
      ...{ reading, parts, plain, changed },
      [Symbol.dispose]: () => plain.dispose(),
    };
  } catch (error) {
    plain.dispose();
    throw error;
  }
}

async function donorOf(
  opened: OpenedModel,
  { patched, patchText }: Interventions,
  signal: AbortSignal,
): Promise<Donor> {
  const donor = new Map<string, HeadOutputs>();
  if (patched.length === 0) return donor;
  const reading = await read(opened, { text: patchText }, signal);
  using seen = noGrad(() => capture(opened.model, () => pass(reading)));
  for (const { module, role, shape, tensor } of seen)
    if (role === "headOutput") {
      const [, heads, tokens, size] = shape as [number, number, number, number];
      donor.set(module, { shape: [heads, tokens, size], data: await onHost(tensor) });
    }
  return donor;
}

/** A copy of a tensor's values. */
export const onHost = async (tensor: {
  data(): Promise<ArrayLike<number>>;
}): Promise<Float32Array> => Float32Array.from(await tensor.data());
