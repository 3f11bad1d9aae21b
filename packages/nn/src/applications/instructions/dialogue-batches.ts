import { tensor } from "../../device/create-tensor.ts";
import type { Device } from "../../tensor/device.ts";
import type { AnswerBatch } from "../answers/answer-batch.ts";
import type { EncodedDialogue } from "./encode-dialogue.ts";

/** Dialogues one behind another in rows of up to `context` tokens, in their order: less padding is computed. */
export function packed(
  dialogues: readonly EncodedDialogue[],
  context: number,
): readonly EncodedDialogue[] {
  const rows: { ids: number[]; learnt: boolean[]; from: number }[] = [];
  for (const { ids, learnt, from } of dialogues) {
    const row = rows.at(-1);
    if (row && row.ids.length + ids.length <= context) {
      row.ids.push(...ids);
      row.learnt.push(...learnt);
    } else rows.push({ ids: [...ids], learnt: [...learnt], from });
  }
  return rows;
}

/** Token i + 1 is the target at i where it is learnt. */
export function dialogueBatch(
  rows: readonly EncodedDialogue[],
  { paddingIdx, device }: { readonly paddingIdx: number; readonly device: Device },
): AnswerBatch {
  const width = Math.max(...rows.map(({ ids }) => ids.length)) - 1;
  const ids = new Int32Array(rows.length * width).fill(paddingIdx);
  const targets = new Int32Array(ids.length).fill(-100);
  let counted = 0;
  for (const [row, one] of rows.entries())
    for (let i = 0; i < one.ids.length - 1; i++) {
      ids[row * width + i] = one.ids[i]!;
      if (!one.learnt[i + 1]) continue;
      targets[row * width + i] = one.ids[i + 1]!;
      counted++;
    }
  const options = { dtype: "int32", shape: [rows.length, width], device } as const;
  return { ids: tensor(ids, options), targets: tensor(targets, options), counted };
}
