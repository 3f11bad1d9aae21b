import type { CallName } from "../protocol.ts";
import type { Request } from "../request.ts";
import { comparison } from "./compare.ts";
import { device } from "./device.ts";
import { forward } from "./forward.ts";
import { inspectCheckpoint } from "./inspect-checkpoint.ts";
import { later } from "./later.ts";
import { openModel } from "./open-model.ts";
import { parameter } from "./parameter.ts";
import { training } from "./training.ts";

/** Who answers what: a kind of call without a row does not compile. */
export const requests: { readonly [K in CallName]: Request<K> } = {
  openModel,
  inspectCheckpoint,
  forward,
  explainCell: later(async () => (await import("./explain-cell.ts")).explainCell),
  generate: later(async () => (await import("./generate.ts")).generate),
  attention: later(async () => (await import("./attention.ts")).attention),
  logitLens: later(async () => (await import("./attention.ts")).logitLens),
  headAttribution: later(async () => (await import("./attention.ts")).headAttribution),
  parameter,
  pytorchValues: later(async () => (await import("./pytorch-values.ts")).pytorchValues),
  attend: later(async () => (await import("./attend.ts")).attend),
  experiment: later(async () => (await import("./experiment.ts")).experiment),
  translate: later(async () => (await import("./translate.ts")).translate),
  bleu: later(async () => (await import("./bleu.ts")).bleu),
  device,
  ...training,
  ...comparison,
};
