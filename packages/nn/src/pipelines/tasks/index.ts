import { audioClassification } from "./audio-classification.ts";
import { automaticSpeechRecognition } from "./automatic-speech-recognition.ts";
import { featureExtraction } from "./feature-extraction.ts";
import { fillMask } from "./fill-mask.ts";
import { imageClassification } from "./image-classification.ts";
import { imageToText } from "./image-to-text.ts";
import { questionAnswering } from "./question-answering.ts";
import { sentenceSimilarity } from "./sentence-similarity.ts";
import { summarization } from "./summarization.ts";
import { textClassification } from "./text-classification.ts";
import { textGeneration } from "./text-generation.ts";
import { textToImage } from "./text-to-image.ts";
import { text2textGeneration } from "./text2text-generation.ts";
import { timeSeriesForecasting } from "./time-series-forecasting.ts";
import { tokenClassification } from "./token-classification.ts";
import { translation } from "./translation.ts";
import { zeroShotClassification } from "./zero-shot-classification.ts";

/** Every task by its name. A new one is a file, and a row here. */
export const tasks = {
  "text-generation": textGeneration,
  "text2text-generation": text2textGeneration,
  summarization,
  translation,
  "fill-mask": fillMask,
  "text-classification": textClassification,
  "zero-shot-classification": zeroShotClassification,
  "token-classification": tokenClassification,
  "question-answering": questionAnswering,
  "feature-extraction": featureExtraction,
  "sentence-similarity": sentenceSimilarity,
  "image-classification": imageClassification,
  "image-to-text": imageToText,
  "text-to-image": textToImage,
  "audio-classification": audioClassification,
  "automatic-speech-recognition": automaticSpeechRecognition,
  "time-series-forecasting": timeSeriesForecasting,
};

/** Other names by which tasks are known. */
export const taskAliases = {
  "sentiment-analysis": "text-classification",
  ner: "token-classification",
} as const satisfies Readonly<Record<string, keyof typeof tasks>>;
