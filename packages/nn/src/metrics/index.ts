export { type AccuracyOptions, accuracy } from "./accuracy.ts";
export { type BleuOptions, type BleuScore, corpusBleu, sentenceBleu } from "./bleu.ts";
export type { BleuTokenizer } from "./bleu-tokens.ts";
export { type ChrfOptions, chrF } from "./chrf.ts";
export { perplexity } from "./perplexity.ts";
export type { References } from "./segments.ts";
