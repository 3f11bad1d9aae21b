import { decodeImage } from "@qkv/nn/preprocessing";
import { describe, expect, test } from "vitest";
import { pngAddress } from "../src/report/drawings/png.ts";
import { sampleHtml } from "../src/report/drawings/sample-html.ts";

const bytesOf = (address: string): Uint8Array => Buffer.from(address.split(",")[1]!, "base64");
const addressIn = (html: string): string => /src="(data:[^"]+)"/.exec(html)![1]!;

describe("pictures of a report", () => {
  test("hold the pixels that they were made of", async () => {
    const pixels = Uint8Array.from({ length: 3 * 35 }, (_, i) => (i * 37) % 256);
    const colour = await decodeImage(
      bytesOf(pngAddress({ pixels, width: 7, height: 5, channels: 3 })),
    );
    expect([colour.width, colour.height]).toEqual([7, 5]);
    expect([...colour.data].slice(0, 3 * 35)).toEqual([...pixels]);
  });

  test("a matrix is darkest where it is least", async () => {
    const values = Float32Array.of(0, 1, 2, 3, 4, 5);
    const html = sampleHtml({ kind: "heat", title: "t", values, rows: 2, columns: 3 }, "");
    const { data, width, height } = await decodeImage(bytesOf(addressIn(html)));
    expect([width, height]).toEqual([3, 2]);
    const light = Array.from(values, (_, i) => data[3 * i]! + data[3 * i + 1]! + data[3 * i + 2]!);
    expect(light).toEqual(light.toSorted((a, b) => a - b));
    expect(html).toContain("from 0.00 (dark) to 5.00");
  });

  test("what was wrong says so in words, and nothing of the data is markup", () => {
    const pixels = new Uint8Array(4);
    const picture = { pixels, width: 2, height: 2, channels: 1, caption: "<b>7" } as const;
    const html = sampleHtml(
      { kind: "pictures", title: "t", pictures: [{ ...picture, right: false }, picture] },
      "",
    );
    expect(html.match(/wrong: &lt;b&gt;7/g)).toHaveLength(1);
    expect(html).not.toContain("<b>");
  });
});

test("a chart's lines lie inside it, and its shade between the quantiles", () => {
  const line = { name: "past", values: [0, 10, 5], from: 0 };
  const band = { name: "10 to 90 %", low: [1, 2], high: [4, 20], from: 3 };
  const html = sampleHtml({ kind: "series", title: "t", lines: [line], bands: [band] }, "");
  const points = [...html.matchAll(/points="([^"]+)"/g)].map(([, all]) =>
    all!.split(" ").map((one) => one.split(",").map(Number)),
  );
  expect(points.map((one) => one.length)).toEqual([4, 3]); // the shade stands behind the lines
  for (const [x, y] of points.flat()) {
    expect(x).toBeGreaterThanOrEqual(56);
    expect(x).toBeLessThanOrEqual(800);
    expect(y).toBeGreaterThanOrEqual(8);
    expect(y).toBeLessThanOrEqual(236);
  }
  expect(points[0]![1]![1]).toBe(8); // the largest value is at the top
});
