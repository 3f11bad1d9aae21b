import { bleuRunners } from "./run-bleu-and-chrf.mjs";
import { classificationRunners } from "./run-classification.mjs";
import { entityRunners } from "./run-entities.mjs";
import { forecastRunners } from "./run-forecast.mjs";
import { frechetRunners } from "./run-frechet.mjs";
import { perplexityRunners } from "./run-perplexity.mjs";
import { textRunners } from "./run-texts.mjs";

const runners = {
  ...bleuRunners,
  ...classificationRunners,
  ...entityRunners,
  ...forecastRunners,
  ...frechetRunners,
  ...perplexityRunners,
  ...textRunners,
};

/** A case of metrics/. All but perplexity computes on no device. */
export async function runMetric(read, device, comparison) {
  if (!Object.hasOwn(runners, read.kind)) throw new Error(`${read.kind} is not understood`);
  await runners[read.kind](read, comparison, device);
}
