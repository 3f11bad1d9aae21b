import type { Device } from "@qkv/nn";
import type { Answer } from "../../language-model/answer.ts";
import type { ServedModel } from "../answers/served-model.ts";
import { Counter } from "./counter.ts";
import { Gauge } from "./gauge.ts";
import { Histogram } from "./histogram.ts";
import { exposition } from "./metric.ts";
import { RecentRate } from "./recent-rate.ts";

const latencies = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What a server tells of itself; nothing of what people write. */
export class ServerMetrics {
  readonly #models: readonly ServedModel[];
  readonly #device: Device;
  readonly #rates: ReadonlyMap<string, RecentRate>;
  readonly #requests = new Counter("qkv_http_requests_total", "Requests by route and status.");
  readonly #prompted = new Counter("qkv_prompt_tokens_total", "Tokens of prompts.");
  readonly #cached = new Counter(
    "qkv_cached_prompt_tokens_total",
    "Tokens of prompts that were known from before and not computed again.",
  );
  readonly #generated = new Counter("qkv_generated_tokens_total", "Tokens of answers.");
  readonly #firstToken = new Histogram(
    "qkv_time_to_first_token_seconds",
    "From a request to the first token of its answer.",
    latencies,
  );
  readonly #duration = new Histogram(
    "qkv_http_request_duration_seconds",
    "From a request to the end of its response.",
    latencies,
  );

  constructor(models: readonly ServedModel[], device: Device) {
    this.#models = models;
    this.#device = device;
    this.#rates = new Map(models.map(({ language }) => [language.name, new RecentRate()]));
  }

  /** A response is over. */
  request(route: string, status: number, milliseconds: number): void {
    this.#requests.add({ route, status: String(status) });
    this.#duration.observe({ route }, milliseconds / 1000);
  }

  /** The first token of an answer is there. */
  firstToken(model: string, { promptTokens, cachedTokens }: Answer, milliseconds: number): void {
    this.#firstToken.observe({ model }, milliseconds / 1000);
    this.#prompted.add({ model }, promptTokens);
    this.#cached.add({ model }, cachedTokens);
  }

  tokens(model: string, count: number): void {
    this.#generated.add({ model }, count);
    this.#rates.get(model)?.add(count);
  }

  /** As Prometheus reads it. */
  text(): string {
    const ofModels = (read: (model: ServedModel) => number) => () =>
      this.#models.map((model) => [{ model: model.language.name }, read(model)] as const);
    const rate = ({ language: { name } }: ServedModel): number =>
      this.#rates.get(name)?.perSecond() ?? 0;
    const memory = () => [[{}, process.memoryUsage.rss()] as const];
    return exposition([
      this.#requests,
      this.#duration,
      new Gauge(
        "qkv_requests_running",
        "Answers that are computed.",
        ofModels(({ batch }) => batch.running),
      ),
      new Gauge(
        "qkv_requests_waiting",
        "Answers that wait for a slot.",
        ofModels(({ batch }) => batch.waiting),
      ),
      this.#prompted,
      this.#cached,
      this.#generated,
      new Gauge(
        "qkv_tokens_per_second",
        "Tokens of answers, over the last ten seconds.",
        ofModels(rate),
      ),
      this.#firstToken,
      new Gauge("qkv_device_bytes", "Memory that the device holds.", () => [
        [{ device: this.#device.name }, this.#device.memory().bytes],
      ]),
      new Gauge("process_resident_memory_bytes", "Memory of the process.", memory),
    ]);
  }
}
