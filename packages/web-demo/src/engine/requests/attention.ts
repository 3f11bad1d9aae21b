import type { Request } from "../request.ts";

/** What looks into attention is loaded when somebody asks: the first view does without. */
const inside = () => import("../attention/index.ts");

export const attention: Request<"attention"> = async (ask, context) =>
  (await inside()).answerAttention(ask, context);

export const logitLens: Request<"logitLens"> = async (ask, context) =>
  (await inside()).answerLens(ask, context);

export const headAttribution: Request<"headAttribution"> = async (ask, context) =>
  (await inside()).answerAttribution(ask, context);
