import { generationOptions } from "../../generation/generation-config.ts";
import { flag, number, oneOf, passing, text } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { soundFeatureExtractor } from "../../preprocessing/sound/read-feature-extractor.ts";
import { generationFields, generationFlags } from "../generating/generation-fields.ts";
import { preprocessorConfigOf } from "../preprocessor-config.ts";
import { ctcVocabulary } from "../sounds/ctc-vocabulary.ts";
import { hearLetters } from "../sounds/hear-letters.ts";
import { type SoundInput, soundOf } from "../sounds/sound-input.ts";
import { transcribe } from "../sounds/transcribe.ts";
import type { Transcription } from "../sounds/transcription.ts";
import { defineTask } from "../task.ts";
import type { TaskModel } from "../task-model.ts";
import { tokenizerOf } from "../texts/text-input.ts";

const name = "automatic-speech-recognition";

const extractorOf = (model: TaskModel) =>
  soundFeatureExtractor(preprocessorConfigOf(name, model, "feature_extractor"));

/** Whether the model scores letters at each step, and writes no text. */
const scoresLetters = ({ architecture }: TaskModel): boolean => architecture.endsWith("ForCTC");

const isTime = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isStride = (value: unknown): boolean =>
  isTime(value) || (Array.isArray(value) && value.length === 2 && value.every(isTime));

const fields = {
  ...generationFields,
  /** Seconds of the windows that a longer sound is cut into; 0 for those that the model hears, or for no windows at all. */
  chunkLengthS: number({ from: 0, to: 3600, default: 0 }),
  /** Seconds of a window that its neighbours hear too, on each side or on both; a sixth of a window unless given. */
  strideLengthS: passing<number | readonly [number, number]>(isStride, {
    ...{ optional: true, expected: "seconds of at least 0, or two such numbers" },
  }),
  /** When it is said: segments (true) or words of Whisper; words or letters of models that score letters. */
  returnTimestamps: oneOf([false, true, "word", "char"], { default: false }),
  /** Of Whisper: name the language of each chunk. */
  returnLanguage: flag({ default: false }),
  /** Of Whisper: what is spoken, "german" or "de"; heard in each window unless given. */
  language: text({ optional: true }),
  /** Of Whisper: write it down, or in English. */
  task: oneOf(["transcribe", "translate"], { optional: true }),
};

/** What is said in a sound: { text }, and with timestamps { text, chunks }. Radford et al., arXiv:2212.04356. */
export const automaticSpeechRecognition = defineTask({
  name,
  description: "What is said in a sound",
  inputKind: "audio",
  fields,
  flags: {
    ...generationFlags,
    chunkLengthS: "Seconds of the windows that a longer sound is cut into",
    strideLengthS: "Seconds of a window that its neighbours hear too",
    returnTimestamps: "When it is said: true for segments, word or char",
    returnLanguage: "Name the language of each chunk",
    language: "What is spoken, german or de; heard unless given",
    task: "transcribe, or translate into English",
  },
  readNames: generationOptions,
  fits: /ForCTC$|^WhisperForConditionalGeneration$/,
  expect(model) {
    extractorOf(model);
    if (scoresLetters(model)) ctcVocabulary(name, model);
    else tokenizerOf(name, model);
  },
  async run(model, inputs: readonly SoundInput[], settings): Promise<readonly Transcription[]> {
    const extractor = extractorOf(model);
    const { returnTimestamps: times, signal } = settings;
    const sounds: Float32Array[] = [];
    for (const input of inputs)
      sounds.push(await soundOf(name, input, extractor.sampleRate, model, signal));
    if (!scoresLetters(model)) {
      if (times === "char")
        throw new OptionError(
          `${name}: returnTimestamps is "char", expected true, false or "word" of a model that writes texts`,
        );
      return transcribe(name, model, extractor, sounds, { ...settings, returnTimestamps: times });
    }
    refuseWhispers(settings);
    if (times === true)
      throw new OptionError(
        `${name}: returnTimestamps is true, expected "word" or "char" of a model that scores letters`,
      );
    return hearLetters(name, model, extractor, sounds, { ...settings, returnTimestamps: times });
  },
});

/** Options that a model which scores letters cannot follow. */
function refuseWhispers(settings: object): void {
  const names = ["language", "task", "returnLanguage", ...Object.keys(generationFields)];
  for (const option of names) {
    const value: unknown = Reflect.get(settings, option);
    if (value !== undefined && value !== false)
      throw new OptionError(
        `${name}: ${option} is for models that write texts, expected it left out of one that scores letters`,
      );
  }
}
