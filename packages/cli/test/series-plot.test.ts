import { expect, it } from "vitest";
import { seriesPlot } from "../src/report/series-plot.ts";

it("draws lines that begin and end at other times, each by its own character", () => {
  const plot = seriesPlot(
    {
      title: "heat",
      lines: [
        { name: "before", values: [0, 1, 2], from: 100 },
        { name: "came", values: [3, 2], from: 103 },
        { name: "forecast", values: [3, 4], from: 103 },
      ],
      bands: [],
    },
    80,
  );
  const lines = plot.split("\n");
  expect(lines).toHaveLength(13);
  expect(lines[0]).toBe("    4.000 ┤    *");
  expect(lines[3]).toBe("    2.909 ┤   *");
  expect(lines.slice(0, 12).filter((line) => line.includes("·"))).toHaveLength(3);
  expect(lines[12]).toBe("  · before   o came   * forecast");
});

it("draws a line that does not change", () => {
  const line = { name: "flat", values: [5, 5], from: 0 };
  expect(seriesPlot({ title: "", lines: [line], bands: [] }, 40)).toContain("··");
});
