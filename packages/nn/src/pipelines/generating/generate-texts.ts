import { generate, generateStream } from "../../generation/generate.ts";
import type { GeneratedIds, GeneratingModel } from "../../generation/generate-ids.ts";
import type { GenerateIdsOptions } from "../../generation/generate-ids-options.ts";
import { isDecoder } from "../../models/roles.ts";
import type { ReadyModel } from "../task-model.ts";
import { paddingId } from "../texts/forward-texts.ts";
import { tokenizerOf } from "../texts/text-input.ts";

/** How ids become text again, piece by piece. */
interface Decoding {
  readonly skipSpecialTokens: boolean;
}

export interface GenerateTexts {
  readonly task: string;
  readonly model: ReadyModel;
  /** The ids of prompts, of any lengths. */
  readonly prompts: readonly (readonly number[])[];
  readonly options: GenerateIdsOptions;
  readonly signal?: AbortSignal | undefined;
}

/** The new ids of each prompt's sequences. */
export async function generateIdsOf(given: GenerateTexts): Promise<readonly number[][][]> {
  const { model, prompts } = given;
  const { sequences, lengths } = await generate(...argumentsOf(given));
  const begun = begunTokens(model, prompts);
  const rows = sequences.map((ids, i) => ids.slice(begun, lengths[i]));
  const copies = rows.length / prompts.length;
  return prompts.map((_, i) => rows.slice(i * copies, (i + 1) * copies));
}

/** The text of one prompt as it comes, and at the end the new ids of its sequences: of the first the text. */
export async function* streamTextOf(
  given: GenerateTexts,
  { skipSpecialTokens }: Decoding,
): AsyncGenerator<string, number[][], void> {
  const tokens = generateStream(...argumentsOf(given));
  const growing = tokenizerOf(given.task, given.model).decodeStream({ skipSpecialTokens });
  const begun = begunTokens(given.model, given.prompts);
  try {
    for (;;) {
      const { done, value } = await tokens.next();
      if (done) {
        const rest = growing.end();
        if (rest !== "") yield rest;
        return value.sequences.map((ids, i) => ids.slice(begun, value.lengths[i]));
      }
      const piece = value.sequence === 0 ? growing.add(value.id) : "";
      if (piece !== "") yield piece;
    }
  } finally {
    await tokens.return({} as GeneratedIds);
  }
}

function argumentsOf({ task, model, prompts, options, signal }: GenerateTexts) {
  const tokenizer = tokenizerOf(task, model);
  const generating = model.model as GeneratingModel;
  const settings = { ...options, tokenizer, ...(signal ? { signal } : {}) };
  const side = isDecoder(generating) ? "left" : "right";
  const padding = options.padTokenId ?? paddingId(tokenizer, model.config) ?? 0;
  return [generating, sideBySide(prompts, padding, side), settings] as const;
}

/** Prompts of one length, and where more than one length was given a mask that hides the padding. */
function sideBySide(
  prompts: readonly (readonly number[])[],
  padding: number,
  side: "left" | "right",
) {
  const longest = Math.max(...prompts.map(({ length }) => length));
  const filled = (row: readonly number[], own: number, other: number) => {
    const filling = new Array<number>(longest - row.length).fill(other);
    const ids = row.map((id) => (own < 0 ? id : own));
    return side === "left" ? [...filling, ...ids] : [...ids, ...filling];
  };
  const attentionMask = prompts.map((row) => filled(row, 1, 0));
  return { ids: prompts.map((row) => filled(row, -1, padding)), attentionMask };
}

/** Tokens with which sequences begin: those of a prompt, or the one that begins a target. */
const begunTokens = ({ model }: ReadyModel, prompts: readonly (readonly number[])[]): number =>
  isDecoder(model) ? Math.max(...prompts.map(({ length }) => length)) : 1;
