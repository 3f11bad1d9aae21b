import type { CallName } from "../protocol.ts";
import type { Request } from "../request.ts";
import { attend } from "./attend.ts";
import { attention, headAttribution, logitLens } from "./attention.ts";
import { bleu } from "./bleu.ts";
import { comparison } from "./compare.ts";
import { device } from "./device.ts";
import { experiment } from "./experiment.ts";
import { explainCell } from "./explain-cell.ts";
import { forward } from "./forward.ts";
import { generate } from "./generate.ts";
import { inspectCheckpoint } from "./inspect-checkpoint.ts";
import { openModel } from "./open-model.ts";
import { parameter } from "./parameter.ts";
import { training } from "./training.ts";
import { translate } from "./translate.ts";

/** Who answers what: a kind of call without a row does not compile. */
export const requests: { readonly [K in CallName]: Request<K> } = {
  openModel,
  inspectCheckpoint,
  forward,
  explainCell,
  generate,
  attention,
  logitLens,
  headAttribution,
  parameter,
  attend,
  experiment,
  translate,
  bleu,
  device,
  ...training,
  ...comparison,
};
