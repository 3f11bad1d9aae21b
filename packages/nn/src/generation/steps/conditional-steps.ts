import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { ConditionalGenerator, Memory, NamedTensors } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { indexSelect } from "../../ops/index-select.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { sharedTokens } from "./shared-tokens.ts";
import type { TokenSteps } from "./token-steps.ts";

/** What an encoder reads, and what the targets begin with. */
export interface ConditionalPrompts {
  /** Of the encoder, by Hugging Face's names. */
  readonly inputs: NamedTensors;
  /** Of each target, of one length. */
  readonly begun: readonly (readonly number[])[];
  /** Most tokens of a target, those that it begins with included. */
  readonly longest: number;
  /** Keep keys and values of past tokens; true unless given. */
  readonly useCache?: boolean;
}

/** The steps of a decoder behind an encoder, which reads once. */
export function conditionalSteps(
  model: ConditionalGenerator,
  { inputs, begun, longest, useCache = true }: ConditionalPrompts,
): TokenSteps {
  const { device } = model;
  let memory = lasting(
    inferenceOf(model)(() => noGrad(() => scope(() => model.encodeNamed(inputs)))),
  );
  const caches = model.newCaches(begun.length, longest);
  let all = begun.map((row) => [...row]);
  /** Which of the encoder's rows each sequence looks at. */
  let sources = begun.map((_, row) => row);
  return {
    begun,
    next(newest, each) {
      for (const [i, tokens] of newest?.entries() ?? []) all[i]!.push(...tokens);
      if (!useCache) caches.target.clear();
      const fresh = all.map((row) => row.slice(caches.length));
      const [count, asked] = [fresh[0]!.length, newest?.[0]?.length ?? 1];
      const ids = tensor(Int32Array.from(fresh.flat()), { shape: [all.length, count], device });
      const lastOnly = each === undefined || asked === 1;
      return model.decodeNamed(ids, memory, { caches, lastOnly });
    },
    reorder(rows) {
      const shared = sharedTokens(rows, all);
      all = rows.map((row) => [...all[row]!]);
      const looked = rows.map((row) => sources[row]!);
      const same = looked.length === sources.length && looked.every((s, i) => s === sources[i]);
      if (same)
        caches.target.reorder(rows, shared); // beams of one prompt share what its encoder gave
      else {
        caches.reorder(rows);
        memory = ofRows(memory, rows);
      }
      sources = looked;
    },
    forget(count) {
      if (count === 0) return;
      for (const row of all) row.length -= count;
      if (caches.length > all[0]!.length) caches.target.trim(all[0]!.length);
    },
    [Symbol.dispose]() {
      release(memory);
      caches.dispose();
    },
  };
}

function lasting(memory: Memory): Memory {
  for (const one of held(memory)) one.makeLasting();
  return memory;
}

function release(memory: Memory): void {
  for (const one of held(memory)) one.dispose();
}

const held = ({ states, mask }: Memory): readonly Tensor[] => (mask ? [states, mask] : [states]);

function ofRows(memory: Memory, rows: readonly number[]): Memory {
  const picked = scope(() => {
    const index = tensor(Int32Array.from(rows), { device: memory.states.device });
    return {
      states: indexSelect(memory.states, 0, index),
      mask: memory.mask && indexSelect(memory.mask, 0, index),
    };
  });
  release(memory);
  return lasting(picked);
}
