import { DataLoader } from "../../data/data-loader.ts";
import type { Decoder } from "../../models/roles.ts";
import { meanTokenLoss, type TokenLoss } from "../../recipes/token-loss.ts";
import type { AnswerBatch } from "../answers/answer-batch.ts";
import { scoreAnswers } from "../answers/score-answers.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import type { Dialogue } from "./dialogue.ts";
import { dialogueBatch, packed } from "./dialogue-batches.ts";
import { type EncodedDialogue, encodeDialogue } from "./encode-dialogue.ts";

export interface DialogueWorkParts extends Described {
  readonly model: Decoder;
  readonly settings: ApplicationTraining & { readonly packing: boolean; readonly context: number };
}

/** The id that fills up rows, where nobody looks: that of padding or of an end, where the model has one. */
export function paddingOf(config: object): number {
  const { pad_token_id: padding, eos_token_id: end } = config as Readonly<Record<string, unknown>>;
  const isId = (id: unknown): id is number => typeof id === "number" && id >= 0;
  return [padding, end].flat().find(isId) ?? 0;
}

/** Batches, loss on what the assistant says, and how many last answers are right to the last token. */
export function dialogueWork(parts: DialogueWorkParts): Work<DataParts<Dialogue>, AnswerBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, packing } = settings;
  const tokenizer = tokenizerOf(parts);
  const { device } = model;
  const context = Math.min(settings.context, model.contextLength);
  const encode = (dialogue: Dialogue): EncodedDialogue =>
    encodeDialogue(tokenizer, dialogue, context);
  const paddingIdx = paddingOf(parts.config);
  const padded = { paddingIdx, device };
  const tokens: TokenLoss<AnswerBatch> = { of: (batch) => batch, paddingIdx };
  const scoring = { model, paddingIdx, batchSize };
  return {
    batches: ({ training }) =>
      new DataLoader<EncodedDialogue, AnswerBatch>(training.map(encode), {
        ...{ batchSize, shuffle: true, seed },
        collate: (some) => dialogueBatch(packing ? packed(some, context) : some, padded),
      }),
    loss: meanTokenLoss(model, tokens),
    tokens,
    targetsIn: ({ counted }) => counted,
    async score(data, { part, examples, ...options }) {
      const dialogues = data[part].slice(0, examples).map(encode);
      const { loss, exact } = await scoreAnswers(dialogues, { ...scoring, ...options });
      return { loss, figures: { exact: exact.filter(Boolean).length / exact.length } };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const dialogues = data[part].slice(0, 500);
      const { told, exact } = await scoreAnswers(dialogues.map(encode), { ...scoring, ...options });
      const pairs = dialogues.map(({ messages }, i) => ({
        source: messages
          .slice(0, -1)
          .map(({ content }) => content)
          .join(" / "),
        target: messages.at(-1)!.content,
        output: tokenizer.decode(told[i]!, { skipSpecialTokens: true }).trim(),
        exact: exact[i]!,
      }));
      const wrong = pairs.filter((pair) => !pair.exact).slice(0, examples >> 1);
      const right = pairs.filter((pair) => pair.exact).slice(0, examples - wrong.length);
      return [{ kind: "pairs", title: "Answered right, and wrong", pairs: [...right, ...wrong] }];
    },
  };
}
