import { compareFields, relative } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";

const near = relative(1e-6);

const correlations = (x, y) => ({
  pearson: () => nn.pearson(x, y),
  spearman: () => nn.spearman(x, y),
  kendall_tau_b: () => nn.kendall(x, y),
});

function runForecast({ record }, comparison) {
  const { actual, forecast, history, season } = record;
  const scores = nn.forecastScores(actual, forecast, { history, season });
  const figures = correlations(actual, forecast);
  for (const [name, value] of Object.entries(scores)) figures[name] = () => value;
  compareFields(comparison, record, ["actual", "forecast", "history", "season"], figures, near);
}

function runTies({ record }, comparison) {
  for (const { x, y, ...expected } of [record].flat())
    compareFields(comparison, expected, [], correlations(x, y), near);
}

export const forecastRunners = { "forecast/cases": runForecast, "forecast/ties": runTies };
