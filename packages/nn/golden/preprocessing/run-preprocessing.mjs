import { runImage, runImageProcessor, runResize } from "./run-images.mjs";
import { runClip, runFeatures, runMelBank, runWav2vec2 } from "./run-sounds.mjs";
import { runWave } from "./run-waves.mjs";

const runners = {
  ...{ clips: runClip, features: runFeatures, wav2vec2: runWav2vec2, mel_banks: runMelBank },
  ...{ waves: runWave, images: runImage, resizes: runResize, processors: runImageProcessor },
};

/** A case of preprocessing/. It computes on no device. */
export const runPreprocessing = (read, _, comparison) => runners[read.kind](read, comparison);
