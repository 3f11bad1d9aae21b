import { integer } from "../../options/fields.ts";
import { adapterFields, adapterFlags, noAdapters } from "../adapters.ts";
import { usualTraining } from "../training-fields.ts";
import { answerFields, answerFlags } from "./answer-fields.ts";

/** Settings of decoders that answer in dialogues, whether they learn from answers or from which of two is better. */
export const chatFields = {
  ...{ ...answerFields, ...adapterFields },
  context: integer({ from: 8, to: 65_536 }),
  vocabulary: integer({ from: 261, to: 1_000_000 }),
} as const;

/** Without those whose words differ. */
export const chatFlags = { ...answerFlags, ...adapterFlags };

/** Of a small model on dialogues that are made. */
export const smallChat = {
  ...{ ...usualTraining, ...noAdapters, layers: 2, heads: 4, dModel: 64, dropout: 0 },
  ...{ context: 128, vocabulary: 500 },
} as const;
