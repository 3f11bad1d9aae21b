/** Names and values that tell samples of a metric apart. */
export type Labels = Readonly<Record<string, string>>;

/** A figure that Prometheus reads: https://prometheus.io/docs/instrumenting/exposition_formats */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  samples(): Iterable<readonly [suffix: string, labels: Labels, value: number]>;
}

/** All metrics as the text that Prometheus reads. */
export function exposition(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap((metric) => [
    `# HELP ${metric.name} ${metric.help}`,
    `# TYPE ${metric.name} ${metric.type}`,
    ...[...metric.samples()].map(
      ([suffix, labels, value]) =>
        `${metric.name}${suffix}${labelText(labels)} ${numberText(value)}`,
    ),
  ]);
  return `${lines.join("\n")}\n`;
}

export const contentType = "text/plain; version=0.0.4; charset=utf-8";

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
