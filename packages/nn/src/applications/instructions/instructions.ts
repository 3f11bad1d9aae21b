import type { Decoder } from "../../models/roles.ts";
import { flag, integer } from "../../options/fields.ts";
import { adaptersProblem } from "../adapters.ts";
import {
  answerBase,
  answerDecoderConfig,
  decoderShape,
  headsDivide,
} from "../answers/answer-fields.ts";
import { chatFields, chatFlags, smallChat } from "../answers/chat-settings.ts";
import type { OpenedParts } from "../application.ts";
import { amountsOf, type DataParts, readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import { chatBase } from "./chat-base.ts";
import { chatTokenizer, END } from "./chat-tokenizer.ts";
import { type Dialogue, dialogueLines } from "./dialogue.ts";
import { dialogueWork } from "./dialogue-work.ts";
import { madeDialogues } from "./made-dialogues.ts";

const fields = {
  ...chatFields,
  packing: flag(),
  dialogues: integer({ from: 20, to: 1_000_000 }),
};

const small = {
  ...{ ...smallChat, packing: false, dialogues: 6000 },
  ...{ batch: 64, steps: 800, evalEvery: 100, lr: 4e-3, minLr: 1e-4, beta2: 0.98 },
} as const;

/** Answers in dialogues: what the assistant says is learnt, what others say is read. */
export const instructions = defineApplication({
  name: "instructions",
  description: "answers in dialogues, learnt from what the assistant says alone, by a decoder",
  pipeline: "text-generation",
  data: {
    expected:
      'a .jsonl file of dialogues: {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}',
    usual: "6,000 short dialogues that a grammar makes",
  },
  fields,
  flags: {
    ...chatFlags,
    from: "Folder of a decoder that it starts from, such as one of qkv train",
    context: "Tokens of a dialogue at most",
    vocabulary: "Tokens of the vocabulary of bytes, trained on what is said",
    packing: "Put several dialogues into a row, so that less padding is computed",
    dialogues: "Dialogues that are made, where no file is named",
  },
  base: { role: "decoder", decides: answerBase, adapt: chatBase },
  check: (settings) => headsDivide(settings) ?? adaptersProblem(settings),
  presets: {
    small: { description: "0.1 M parameters on the made dialogues, two minutes", settings: small },
    full: {
      description: "0.4 M parameters on the made dialogues, some minutes",
      settings: { ...small, dModel: 128, lr: 2e-3, steps: 800, evalEvery: 200, batch: 64 },
    },
    further: {
      description: "a model that --from names learns to answer, some minutes",
      settings: { ...small, lr: 1e-3, evalEvery: 100, batch: 32 },
    },
  },
  figures: { exact: { label: "answers right", better: "higher", as: "percent" } },

  read: async (files, { seed, dialogues }) =>
    files ? readParts(files, dialogueLines) : madeDialogues(seed, dialogues),
  amounts: amountsOf,

  async describe({ training }: DataParts<Dialogue>, settings, base) {
    if (base) return { config: base.config, files: base.files };
    const files = await chatTokenizer(training, settings.vocabulary);
    const tokenizer = tokenizerOf({ files });
    const { context } = settings;
    const { vocabSize } = tokenizer;
    const end = tokenizer.tokenToId(END)!;
    return { config: answerDecoderConfig(settings, { vocabSize, context, end }), files };
  },
  shape: decoderShape,

  open: (parts: OpenedParts<typeof fields, Decoder>) => dialogueWork(parts),
});
