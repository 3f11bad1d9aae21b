export { answerAttention } from "./answer-attention.ts";
export { answerAttribution } from "./answer-attribution.ts";
export { answerLens } from "./answer-lens.ts";
