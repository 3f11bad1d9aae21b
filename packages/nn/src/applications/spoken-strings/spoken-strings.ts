import { integer, number, texts } from "../../options/fields.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { encoderFields, hearingFiles, hearingProblem } from "../spoken-words/hearing.ts";
import { madeTones } from "../spoken-words/made-tones.ts";
import { inParts, type Recording, readRecordings } from "../spoken-words/recording.ts";
import { usualTraining } from "../training-fields.ts";
import { stringWork } from "./string-work.ts";
import { special, wordTokenizerFiles } from "./word-tokenizer.ts";

/** How often each word of the made language is said by each voice. */
const MADE = 25;

const small = {
  ...{ layers: 2, heads: 2, dModel: 32, dropout: 0.1, rate: 4000, seconds: 2, mels: 32 },
  ...{ shortest: 2, longest: 3, noise: 0.05, strings: 4000, testPart: 2, testValues: [] },
};
const digits = {
  ...{ layers: 3, heads: 4, dModel: 64, dropout: 0.1, rate: 8000, seconds: 6, mels: 64 },
  ...{ shortest: 3, longest: 7, noise: 0.02, strings: 20_000, testPart: 2 },
  testValues: ["0", "1", "2", "3", "4"],
};

/** Strings of words, written down: sounds that are joined, with gaps and noise. */
export const spokenStrings = defineApplication({
  name: "spoken-strings",
  description: "strings of words, joined with gaps and noise, written down by a small Whisper",
  pipeline: "automatic-speech-recognition",
  data: {
    expected: "a folder of .wav files of one word each: zero_anna_1.wav or zero/anna_1.wav",
    usual: `four words of a language of tones, ${MADE} times by each of two voices`,
    published: "the Free Spoken Digit Dataset, three to seven digits joined",
  },
  fields: {
    layers: integer({ from: 1, to: 1000 }),
    heads: integer({ from: 1, to: 1000 }),
    dModel: integer({ from: 1, to: 65_536 }),
    dropout: number({ from: 0, below: 1 }),
    rate: integer({ from: 1000, to: 200_000 }),
    seconds: integer({ from: 1, to: 60 }),
    mels: integer({ from: 4, to: 512 }),
    shortest: integer({ from: 1, to: 100 }),
    longest: integer({ from: 1, to: 100 }),
    noise: number({ from: 0, to: 10 }),
    strings: integer({ from: 1, to: 1_000_000 }),
    testPart: integer({ from: 0, to: 100 }),
    testValues: texts(),
  },
  flags: {
    layers: "Transformer blocks of each half",
    heads: "Attention heads; they divide the width",
    dModel: "Width of the model",
    dropout: "Part of the activations that is dropped in training",
    rate: "Samples a second that are heard; other sounds are resampled",
    seconds: "Of a string at most",
    mels: "Bands of the spectrogram",
    shortest: "Words of a string at least",
    longest: "Words of a string at most",
    noise: "Loudness of the noise at most",
    strings: "Strings that are joined to learn from",
    testPart: "Which part of a file's name, from 0 on, says that a recording is for the test",
    testValues: "Values of that part: 0,1,2,3,4; a tenth at random unless given",
  },
  check({ dModel, heads, shortest, longest, ...settings }) {
    if (dModel % heads !== 0)
      return `heads is ${heads}, expected a number that divides the width ${dModel}`;
    if (shortest > longest) return `shortest is ${shortest}, expected at most longest (${longest})`;
    return hearingProblem(settings);
  },
  presets: {
    small: {
      description: "50 k parameters on the made tones, a minute",
      settings: { ...usualTraining, ...small, steps: 500, evalEvery: 100, lr: 3e-3, minLr: 3e-4 },
    },
    full: {
      description: "0.3 M parameters for strings of spoken digits, about half an hour",
      settings: {
        ...{ ...usualTraining, ...digits, steps: 1500, warmup: 200, lr: 4e-3, minLr: 0 },
        ...{ optimizer: "muon", evalEvery: 250, evalBatches: 4, averageDecay: 0.98 },
      },
    },
  },
  figures: {
    wer: { label: "word error", better: "lower", as: "percent" },
    cer: { label: "character error", better: "lower", as: "percent" },
    exact: { label: "strings without an error", better: "higher", as: "percent" },
  },

  read: async (files, settings) =>
    files
      ? readRecordings(files, { ...settings, labelPart: 0 })
      : inParts(madeTones(settings.seed, MADE, settings.rate), "the made tones", settings),
  amounts: amountsOf,
  describe({ training }: DataParts<Recording>, settings) {
    const words = [...new Set(training.map(({ label }) => label))].sort();
    const ids = {
      ...{ pad_token_id: special.padding, bos_token_id: special.start },
      ...{ eos_token_id: special.end, decoder_start_token_id: special.start },
    };
    const config = {
      ...{ architectures: ["WhisperForConditionalGeneration"], ...encoderFields(settings), ...ids },
      ...{ decoder_layers: settings.layers, decoder_attention_heads: settings.heads },
      ...{ decoder_ffn_dim: 2 * settings.dModel, max_target_positions: settings.longest + 4 },
      vocab_size: words.length + Object.keys(special).length,
    };
    const files = new Map([
      ...hearingFiles(settings),
      ...wordTokenizerFiles(words),
      ["generation_config.json", jsonFile(ids)] as const,
    ]);
    return { config, files };
  },
  shape({ config }) {
    const of = config as Record<string, number>;
    return `${of.encoder_layers} layers, width ${of.d_model}, ${of.vocab_size} tokens`;
  },

  open: stringWork,
});
