import { generationOptions } from "../../generation/generation-config.ts";
import { text } from "../../options/fields.ts";
import {
  type Answering,
  type AnswerSettings,
  answerFields,
  answerFlags,
  answersTexts,
  answerTexts,
  streamAnswer,
} from "../generating/answer-texts.ts";
import { taskParameters } from "../generating/generation-settings.ts";
import { languageId, languages } from "../generating/languages.ts";
import { defineTask } from "../task.ts";
import type { ReadyModel } from "../task-model.ts";
import { tokenizerOf } from "../texts/text-input.ts";

const name = "translation";

/** A text in another language, as Hugging Face calls it. */
export interface Translation {
  readonly translation_text: string;
}

/** A text in another language. */
export const translation = defineTask({
  name,
  description: "A text in another language",
  inputKind: "text",
  fields: {
    ...answerFields,
    /** The language of the text: "en_XX" of a model of many languages, "en" of one with a prefix for each pair. */
    srcLang: text({ optional: true }),
    /** The language that it is translated to. */
    tgtLang: text({ optional: true }),
  },
  flags: {
    srcLang: "The language of the text, as the model calls it: en_XX, or en",
    tgtLang: "The language that it is translated to: de_DE, or de",
    ...answerFlags,
  },
  fits: answersTexts,
  readNames: generationOptions,
  expect: (model) => void tokenizerOf(name, model),
  async run(model, inputs: readonly string[], settings): Promise<readonly Translation[][]> {
    const found = await answerTexts(model, inputs, settings, translating(model, settings));
    return found.map(named);
  },
  async *stream(model, input, settings) {
    return named(yield* streamAnswer(model, input, settings, translating(model, settings)));
  },
});

const named = (texts: readonly string[]): Translation[] =>
  texts.map((one) => ({ translation_text: one }));

interface Languages {
  readonly srcLang?: string | undefined;
  readonly tgtLang?: string | undefined;
}

/** By the prefix that config.json has for two languages, or by the languages' tokens. Liu et al., arXiv:2001.08210. */
function translating(
  model: ReadyModel,
  { srcLang, tgtLang }: AnswerSettings & Languages,
): Answering {
  const parameters = `${name}_${srcLang}_to_${tgtLang}`;
  if (Object.keys(taskParameters(model.config, parameters)).length > 0)
    return { task: name, parameters };
  const tokenizer = tokenizerOf(name, model);
  const target =
    tgtLang === undefined ? undefined : languageId(name, "tgtLang", tgtLang, tokenizer);
  const source =
    srcLang === undefined ? undefined : languageId(name, "srcLang", srcLang, tokenizer);
  const known = new Set(languages(tokenizer));
  return {
    task: name,
    ...(target === undefined ? {} : { options: { forcedBosTokenId: target } }),
    ...(source === undefined
      ? {}
      : { changeIds: (ids) => ids.map((id) => (known.has(id) ? source : id)) }),
  };
}
