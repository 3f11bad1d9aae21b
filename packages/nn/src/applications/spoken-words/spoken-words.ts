import { flag, integer, number, texts } from "../../options/fields.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { usualTraining } from "../training-fields.ts";
import { encoderFields, hearingFiles, hearingProblem } from "./hearing.ts";
import { madeTones } from "./made-tones.ts";
import { inParts, type Recording, readRecordings } from "./recording.ts";
import { wordWork } from "./word-work.ts";

/** How often each word of the made language is said by each voice. */
const MADE = 40;

const small = {
  ...{ layers: 2, heads: 2, dModel: 32, dropout: 0.1, rate: 4000, seconds: 1, mels: 32 },
  ...{ augment: false, shift: 0, stretch: 0, pitch: 0, labelPart: 0, testPart: 2, testValues: [] },
};

/** What is said, or who says it: labels of short sounds. */
export const spokenWords = defineApplication({
  name: "spoken-words",
  description: "words out of short sounds, or who says them, by Whisper's encoder",
  pipeline: "audio-classification",
  data: {
    expected: "a folder of .wav files called by their labels: zero_anna_1.wav or zero/anna_1.wav",
    usual: `four words of a language of tones, ${MADE} times by each of two voices`,
    published:
      "the Free Spoken Digit Dataset (3,000 recordings, those of index 0 to 4 for the test)",
  },
  fields: {
    layers: integer({ from: 1, to: 1000 }),
    heads: integer({ from: 1, to: 1000 }),
    dModel: integer({ from: 1, to: 65_536 }),
    dropout: number({ from: 0, below: 1 }),
    rate: integer({ from: 1000, to: 200_000 }),
    seconds: integer({ from: 1, to: 60 }),
    mels: integer({ from: 4, to: 512 }),
    augment: flag(),
    shift: number({ from: 0, to: 6000, default: 0 }),
    stretch: number({ from: 0, below: 1, default: 0 }),
    pitch: number({ from: 0, to: 512, default: 0 }),
    labelPart: integer({ from: 0, to: 100 }),
    testPart: integer({ from: 0, to: 100 }),
    testValues: texts(),
  },
  flags: {
    layers: "Transformer blocks",
    heads: "Attention heads; they divide the width",
    dModel: "Width of the model",
    dropout: "Part of the activations that is dropped in training",
    rate: "Samples a second that are heard; other sounds are resampled",
    seconds: "Of a sound that are heard",
    mels: "Bands of the spectrogram",
    augment: "Leave out bands and moments in training",
    shift: "Hundredths of a second by which sounds begin sooner or later in training, at most",
    stretch: "Part by which they are said slower or faster in training, at most",
    pitch: "Bands by which voices become higher or lower in training, at most",
    labelPart:
      "Which part of a file's name, from 0 on, between underscores or the folder's, is the label",
    testPart: "Which part says that a recording is for the test",
    testValues: "Values of that part: 0,1,2,3,4; a tenth at random unless given",
  },
  check: ({ dModel, heads, ...settings }) =>
    dModel % heads === 0
      ? hearingProblem(settings)
      : `heads is ${heads}, expected a number that divides the width ${dModel}`,
  presets: {
    small: {
      description: "20 k parameters on the made tones, some seconds",
      settings: { ...usualTraining, ...small, steps: 120, evalEvery: 40, lr: 3e-3, minLr: 3e-4 },
    },
    full: {
      description: "0.3 M parameters for the spoken digits, six minutes",
      settings: {
        ...{ ...usualTraining, ...small, layers: 3, heads: 4, dModel: 96, rate: 8000, mels: 64 },
        ...{ augment: true, shift: 15, stretch: 0.25, pitch: 3, dropout: 0.15 },
        ...{ testValues: ["0", "1", "2", "3", "4"], steps: 1400, batch: 64, warmup: 60 },
        ...{ optimizer: "muon", lr: 4e-3, minLr: 0, weightDecay: 0.05 },
        ...{ evalEvery: 100, averageDecay: 0.99 },
      },
    },
  },
  figures: {
    accuracy: { label: "accuracy", better: "higher", as: "percent" },
    macroF1: { label: "macro F1", better: "higher", as: "percent" },
  },

  read: async (files, settings) =>
    files
      ? readRecordings(files, settings)
      : inParts(madeTones(settings.seed, MADE, settings.rate), "the made tones", settings),
  amounts: amountsOf,
  describe({ training }: DataParts<Recording>, settings) {
    const labels = [...new Set(training.map(({ label }) => label))].sort();
    if (labels.length < 2)
      throw new RecipeError(
        `the training data have one label only (${labels[0]}), expected two or more`,
      );
    const config = {
      ...{ architectures: ["WhisperForAudioClassification"], ...encoderFields(settings) },
      ...{
        classifier_proj_size: settings.dModel,
        decoder_layers: 1,
        apply_spec_augment: settings.augment,
      },
      ...{ mask_time_length: 8, mask_feature_prob: 0.1, mask_feature_length: 6 },
      id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
      label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    };
    return { config, files: hearingFiles(settings) };
  },
  shape({ config }) {
    const of = config as Record<string, number>;
    return `encoder of ${of.encoder_layers} layers, width ${of.d_model}, ${of.num_mel_bins} mel bands`;
  },

  open: wordWork,
});
