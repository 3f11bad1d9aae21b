import { audioSpectrogramTransformer } from "./audio-spectrogram-transformer.ts";
import { bart } from "./bart.ts";
import { bert } from "./bert.ts";
import { convolutional } from "./convolutional.ts";
import { deit } from "./deit.ts";
import { diffusionTransformer } from "./diffusion-transformer.ts";
import { distilbert } from "./distilbert.ts";
import { dlinear } from "./dlinear.ts";
import type { Family } from "./family.ts";
import { gemma } from "./gemma.ts";
import { gemma2 } from "./gemma2.ts";
import { gemma3 } from "./gemma3.ts";
import { gptNeox } from "./gpt-neox.ts";
import { gpt2 } from "./gpt2.ts";
import { kwt } from "./kwt.ts";
import { llama } from "./llama.ts";
import { marian } from "./marian.ts";
import { mbart } from "./mbart.ts";
import { mistral } from "./mistral.ts";
import { modernGpt } from "./modern-gpt-family.ts";
import { modernbert } from "./modernbert.ts";
import { mpnet } from "./mpnet.ts";
import { mt5 } from "./mt5.ts";
import { patchtst } from "./patchtst.ts";
import { pegasus } from "./pegasus.ts";
import { phi } from "./phi.ts";
import { phi3 } from "./phi3.ts";
import { qwen2 } from "./qwen2.ts";
import { qwen3 } from "./qwen3.ts";
import { roberta, xlmRoberta } from "./roberta.ts";
import { seq2seq } from "./seq2seq.ts";
import { t5 } from "./t5.ts";
import { timeSeriesTransformer } from "./time-series-transformer.ts";
import { variationalAutoencoder } from "./variational-autoencoder.ts";
import { visionEncoderDecoder } from "./vision-encoder-decoder.ts";
import { vit } from "./vit.ts";
import { wav2vec2 } from "./wav2vec2.ts";
import { whisper } from "./whisper.ts";

/** Every family. A new one is a file, and a row here. */
export const families: readonly Family[] = [
  ...[gpt2, modernGpt, gptNeox, llama, mistral, qwen2, qwen3, gemma, gemma2, gemma3, phi, phi3],
  ...[vit, deit, audioSpectrogramTransformer, wav2vec2, patchtst, timeSeriesTransformer, dlinear],
  ...[kwt, convolutional, diffusionTransformer, variationalAutoencoder],
  ...[bert, distilbert, roberta, xlmRoberta, mpnet, modernbert],
  ...[whisper, visionEncoderDecoder],
  ...[bart, mbart, pegasus, marian, t5, mt5, seq2seq],
];
