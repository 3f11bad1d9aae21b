import { expect, test } from "vitest";
import { Counter } from "../../src/serve/metrics/counter.ts";
import { Histogram } from "../../src/serve/metrics/histogram.ts";
import { exposition } from "../../src/serve/metrics/metric.ts";
import { RecentRate } from "../../src/serve/metrics/recent-rate.ts";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels();

/** The samples of a Prometheus text by name and labels. */
const samplesOf = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [
        line.slice(0, line.lastIndexOf(" ")),
        Number(line.slice(line.lastIndexOf(" "))),
      ]),
  );

test("requests, tokens and the time to the first one are counted", async () => {
  const { post, fetch } = await serverOf(models);
  const asked = { model: "tiny", prompt: "The whale", max_tokens: 5, temperature: 0 };
  for (let i = 0; i < 3; i++) await (await post("/v1/completions", asked)).text();
  await post("/v1/completions", { ...asked, prompt: undefined });
  await fetch("/nowhere/with?a=secret");
  const response = await fetch("/metrics");
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const samples = samplesOf(text);
  const { tokenizer } = models.language("tiny").language;
  const promptTokens = tokenizer.encode("The whale").length;
  const model = '{model="tiny"}';
  for (const [name, value] of [
    ['qkv_http_requests_total{route="/v1/completions",status="200"}', 3],
    ['qkv_http_requests_total{route="/v1/completions",status="400"}', 1],
    ['qkv_http_requests_total{route="other",status="404"}', 1],
    [`qkv_prompt_tokens_total${model}`, 3 * promptTokens],
    [`qkv_generated_tokens_total${model}`, 15],
    [`qkv_requests_running${model}`, 0],
    [`qkv_requests_waiting${model}`, 0],
    [`qkv_tokens_per_second${model}`, 1.5],
    [`qkv_time_to_first_token_seconds_count${model}`, 3],
    ['qkv_time_to_first_token_seconds_bucket{model="tiny",le="+Inf"}', 3],
  ] as const)
    expect([name, samples.get(name)]).toEqual([name, value]);
  expect(samples.get('qkv_device_bytes{device="wasm"}')).toBeGreaterThan(1000);
  expect(text).not.toContain("secret");
});

test("buckets of a histogram hold what is at most so large; labels are escaped", () => {
  const histogram = new Histogram("h", "Help.", [1, 5]);
  for (const value of [0.5, 1, 3, 99]) histogram.observe({}, value);
  const counter = new Counter("c", "Help.");
  counter.add({ name: 'a"b\\c\nd' });
  expect(exposition([histogram, counter])).toBe(
    [
      ...["# HELP h Help.", "# TYPE h histogram", 'h_bucket{le="1"} 2', 'h_bucket{le="5"} 3'],
      ...[
        'h_bucket{le="+Inf"} 4',
        "h_sum 103.5",
        "h_count 4",
        "# HELP c Help.",
        "# TYPE c counter",
      ],
      ...['c{name="a\\"b\\\\c\\nd"} 1', ""],
    ].join("\n"),
  );
});

test("a rate forgets what is older than ten seconds", () => {
  const rate = new RecentRate();
  rate.add(30, 1000);
  rate.add(20, 5000);
  expect(rate.perSecond(6000)).toBe(5);
  expect(rate.perSecond(11_500)).toBe(2);
  expect(rate.perSecond(16_000)).toBe(0);
});
