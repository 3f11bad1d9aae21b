import { tensor } from "../../device/create-tensor.ts";
import type { ConditionalGenerator, NamedTensors } from "../../models/roles.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import { type Prompts, rowsOfOneLength } from "./prompts.ts";

/** What an encoder reads, and what the targets begin with. Owns the tensors that it made. */
export interface GivenPrompts extends Disposable {
  readonly inputs: NamedTensors;
  readonly begun: readonly (readonly number[])[];
}

/** Prompts for an encoder: its inputs as tensors, and the first tokens of each target as Hugging Face's `generate` has them. */
export function conditionalPrompts(
  { device }: ConditionalGenerator,
  { ids: given, attentionMask, inputs, begun }: Prompts,
  settings: GenerateIdsSettings,
): GivenPrompts {
  const { who } = settings;
  const made: Tensor[] = [];
  const matrix = (rows: readonly (readonly number[])[]) => {
    const shape = [rows.length, rows[0]!.length];
    const one = tensor(Int32Array.from(rows.flat()), { shape, device });
    made.push(one);
    return one;
  };
  const close = {
    [Symbol.dispose]: () => {
      for (const one of made) one.dispose();
    },
  };
  if (inputs) {
    expectObject(who, "inputs", inputs, "tensors by name");
    const batch = Object.values(inputs).find((one) => one !== undefined)?.shape[0] ?? 0;
    return { inputs, begun: begunWith(begun, batch, settings), ...close };
  }
  const ids = rowsOfOneLength(who, "ids", given);
  const mask = attentionMask
    ? { attention_mask: matrix(rowsOfOneLength(who, "attentionMask", attentionMask)) }
    : {};
  return {
    inputs: { input_ids: matrix(ids), ...mask },
    begun: begunWith(begun, ids.length, settings),
    ...close,
  };
}

/** What each target begins with: `begun`, behind the token that begins targets. */
export function begunWith(
  begun: Prompts["begun"],
  batch: number,
  { who, decoderStartTokenId, bosTokenId }: GenerateIdsSettings,
): readonly (readonly number[])[] {
  const start = decoderStartTokenId ?? bosTokenId;
  if (begun) {
    const rows = rowsOfOneLength(who, "begun", begun);
    const without = start !== undefined && rows.every(([first]) => first !== start);
    return without ? rows.map((row) => [start, ...row]) : rows;
  }
  if (start !== undefined) return Array.from({ length: batch }, () => [start]);
  throw new RangeError(
    `${who}: decoderStartTokenId is missing, expected the id that begins each target`,
  );
}
