import { sentenceBleu } from "@qkv/nn/metrics";
import type { Request } from "../request.ts";

export const bleu: Request<"bleu"> = async ({ hypothesis, reference }) => {
  const { score, precisions, brevityPenalty } = sentenceBleu(hypothesis, [reference]);
  return { score, precisions, brevityPenalty };
};
