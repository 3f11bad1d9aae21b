/** The report's drawing, run in the browser: uPlot and the data come before it in the page. */
export const reportScript = `
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const colour = (name) => () => getComputedStyle(document.documentElement).getPropertyValue("--" + name);
const axis = { stroke: colour("quiet"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
const figure = (value, digits) => value == null ? "–" : value.toFixed(digits);
const charts = [];
const draw = (id, height, columns, series, format) => {
  const target = document.getElementById(id);
  const axes = [axis, { ...axis, size: 64, values: (_, ticks) => ticks.map(format) }];
  const options = { width: target.clientWidth, height, scales: { x: { time: false } }, axes, series: [{ label: "step" }, ...series] };
  charts.push({ target, height, chart: new uPlot(options, [data.steps, ...columns], target) });
};
draw("loss", 340, [data.loss, data.smoothed, data.validation], [
  { label: "training, each step", stroke: colour("faint"), width: 1, value: (_, v) => figure(v, 4) },
  { label: "training, smoothed", stroke: colour("training"), width: 2, value: (_, v) => figure(v, 4) },
  { label: "validation", stroke: colour("validation"), width: 2, spanGaps: true,
    points: { show: true, size: 7, fill: colour("validation"), filter: (chart, i) => [...data.validation.keys()].filter((at) => data.validation[at] != null) },
    value: (_, v) => figure(v, 4) },
], (value) => value.toFixed(2));
draw("rate", 160, [data.learningRate], [
  { label: "learning rate", stroke: colour("training"), width: 2, value: (_, v) => v == null ? "–" : v.toExponential(2) },
], (value) => value === 0 ? "0" : value.toExponential(0));
addEventListener("resize", () => {
  for (const { target, height, chart } of charts) chart.setSize({ width: target.clientWidth, height });
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const { chart } of charts) chart.redraw();
});
`;
