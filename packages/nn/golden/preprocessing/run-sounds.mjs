import { nn } from "../library.mjs";
import { makeSound } from "./make-sound.mjs";
import { storedTensor } from "./stored-tensor.mjs";

/** The generator itself. */
export function runClip({ record }, comparison) {
  const sound = makeSound(record);
  for (const [i, sample] of record.first_samples.entries())
    comparison.addFigure(`first_samples[${i}]`, sound[i], sample, 1e-6);
}

/** What is asked of one extraction and is no field of a preprocessor_config.json. */
const asked = {
  padding: "padding",
  truncation: "truncation",
  pad_to_multiple_of: "padToMultipleOf",
  return_attention_mask: "returnAttentionMask",
};
const extractors = {
  whisper: {
    type: "WhisperFeatureExtractor",
    tolerance: 5e-4,
    // Asked of Whisper's, of which it is no field.
    call: { ...asked, do_normalize: "doNormalize", max_length: "maxLength" },
    // (mels, frames)
    at: ([, frames], frame, i) => i * frames + frame,
    across: ([mels]) => mels,
    order: (frames, mels) => ({ shape: [mels, frames], index: (frame, i) => i * frames + frame }),
  },
  ast: {
    type: "ASTFeatureExtractor",
    tolerance: 5e-3,
    call: {},
    // (frames, mels)
    at: ([, mels], frame, i) => frame * mels + i,
    across: ([, mels]) => mels,
    order: (frames, mels) => ({ shape: [frames, mels], index: (frame, i) => frame * mels + i }),
  },
};

/** What an extractor makes of a clip: some of its frames, and figures of all of them. */
export function runFeatures({ record, tensors }, comparison) {
  const kind = Object.hasOwn(extractors, record.extractor)
    ? extractors[record.extractor]
    : undefined;
  if (!kind) throw new Error(`extractor ${JSON.stringify(record.extractor)} is not understood`);
  const { type, tolerance } = kind;
  const { config, options } = splitOptions(record.options, kind.call);
  const extractor = nn.soundFeatureExtractor({ feature_extractor_type: type, ...config });
  const inputs = extractor.extract([makeSound(record.clip)], options);
  const { shape, values } = inputs.input_features ?? inputs.input_values;
  if (shape.slice(1).join() !== record.shape.join())
    throw new Error(`the features are [${shape.slice(1)}], expected [${record.shape}]`);
  compareFrames(record, kind, values, storedTensor(tensors, record.tensor), comparison);
  let [sum, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  comparison.addFigure("mean", sum / values.length, record.mean, tolerance);
  comparison.addFigure("min", least, record.min, tolerance);
  comparison.addFigure("max", most, record.max, tolerance);
}

function compareFrames({ frames, shape }, kind, values, expected, comparison) {
  const mels = kind.across(shape);
  const all = shape[0] * shape[1] === 0 ? 0 : (shape[0] * shape[1]) / mels;
  const chosen = frames === "all" ? [...Array(all).keys()] : frames;
  const { shape: order, index } = kind.order(chosen.length, mels);
  if (expected.shape.join() !== order.join())
    throw new Error(`the stored frames are [${expected.shape}], expected [${order}]`);
  for (const [k, frame] of chosen.entries())
    for (let i = 0; i < mels; i++)
      comparison.addFigure(
        `frame ${frame}, mel ${i}`,
        values[kind.at(shape, frame, i)],
        expected.values[index(k, i)],
        kind.tolerance,
      );
}

function splitOptions(given, call) {
  const [config, options] = [{}, {}];
  for (const [name, value] of Object.entries(given))
    if (Object.hasOwn(call, name)) options[call[name]] = value;
    else config[name] = value;
  return { config, options };
}

/** Pieces of clips in one padded batch, with their mask. */
export function runWav2vec2({ record, tensors, book }, comparison) {
  const extractor = nn.soundFeatureExtractor({
    feature_extractor_type: "Wav2Vec2FeatureExtractor",
    ...record.options,
  });
  const sounds = record.inputs.map(({ clip, samples }) => {
    const found = book.clips.find(({ name }) => name === clip);
    if (!found) throw new Error(`there is no clip ${JSON.stringify(clip)}`);
    return makeSound(found).subarray(0, samples);
  });
  const inputs = extractor.extract(sounds, { padding: "longest", returnAttentionMask: true });
  const stored = (name) => storedTensor(tensors, record[name]);
  compareTensor("input_values", inputs.input_values, stored("tensor"), 1e-4, comparison);
  compareTensor("attention_mask", inputs.attention_mask, stored("attention_mask"), 0, comparison);
}

function compareTensor(label, ours, expected, tolerance, comparison) {
  if (ours.shape.join() !== expected.shape.join())
    throw new Error(`${label} is [${ours.shape}], expected [${expected.shape}]`);
  for (const [i, value] of expected.values.entries())
    comparison.addFigure(`${label}[${i}]`, ours.values[i], value, tolerance);
}

const banks = {
  slaney: { scale: "slaney", norm: "slaney", minFrequency: 0, maxFrequency: 8000 },
  kaldi: { scale: "kaldi", minFrequency: 20, maxFrequency: 8000, trianglesInMel: true },
};

/** Some entries of a bank of filters, their number and their sum. */
export function runMelBank({ record }, comparison) {
  const [name] = record.scale.split(" ");
  const settings = Object.hasOwn(banks, name) ? banks[name] : undefined;
  if (!settings) throw new Error(`scale ${JSON.stringify(record.scale)} is not understood`);
  const { bins, filters } = record;
  const bank = nn.melFilterBank({ ...settings, bins, filters, sampleRate: 16000 });
  const relative = (value) => 1e-9 * Math.abs(value);
  for (const [bin, filter, value] of record.entries) {
    const { first, weights } = bank[filter];
    const where = `bin ${bin}, filter ${filter}`;
    comparison.addFigure(where, weights[bin - first] ?? 0, value, relative(value));
  }
  const all = bank.flatMap(({ weights }) => [...weights]);
  comparison.addFigure("nonzero", all.filter((one) => one !== 0).length, record.nonzero, 0);
  const sum = all.reduce((total, one) => total + one, 0);
  comparison.addFigure("sum", sum, record.sum, relative(record.sum));
}
