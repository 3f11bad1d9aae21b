export { type DecodeImageOptions, decodeImage } from "./images/decode-image.ts";
export type { RgbImage } from "./images/image.ts";
export { ImageFileError } from "./images/image-file-error.ts";
export { type ImageProcessor, imageProcessor } from "./images/image-processor.ts";
export type { ResizeFilter } from "./images/resize/filters.ts";
export { type ResizeImageOptions, resizeImage } from "./images/resize/resize-image.ts";
export type { ModelInputs } from "./model-inputs.ts";
export type { ExtractOptions, SoundFeatureExtractor } from "./sound/feature-extractor.ts";
export {
  type MelFilter,
  type MelFilterBankOptions,
  melFilterBank,
} from "./sound/mel-filter-bank.ts";
export type { MelScale } from "./sound/mel-scale.ts";
export { soundFeatureExtractor } from "./sound/read-feature-extractor.ts";
export { readWave } from "./sound/read-wave.ts";
export { resample } from "./sound/resample.ts";
export { mixToMono, type Sound } from "./sound/sound.ts";
export { SoundFileError } from "./sound/sound-file-error.ts";
