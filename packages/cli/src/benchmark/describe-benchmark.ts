import { arch, availableParallelism, cpus, platform } from "node:os";
import type { Printer } from "../terminal/printer.ts";
import { formatTable, tableWidth } from "../terminal/table.ts";
import type { BenchDevice } from "./bench-device.ts";
import { fasterDevice, fasterLines } from "./faster-device.ts";
import type { Benchmark, BenchmarkRow, Figure } from "./run-benchmark.ts";

/** The machine that is measured. */
function machine() {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
  };
}

/** A benchmark for people: the machine, what was chosen and why, a row for each workload, a column for each device. */
export function describeBenchmark(
  benchmark: Benchmark,
  devices: readonly BenchDevice[],
  printer: Printer,
): string {
  const { peak, reads, rows } = benchmark;
  const { cpu, cores, platform, node } = machine();
  const facts = printer.table([
    ["machine", `${cpu}, ${cores} ${cores === 1 ? "core" : "cores"}, ${platform}, Node ${node}`],
    [
      "one thread",
      `${peak.toFixed(1)} GFLOP/s in 128-bit registers, reads ${reads.toFixed(1)} GB/s`,
    ],
    ...devices
      .filter(({ chosen }) => chosen)
      .map(({ device, choice }) => ["chosen", `${device.name}, ${choice}`]),
  ]);
  if (rows.length === 0) return facts;
  const faster = fasterLines(benchmark, devices).map(([who, what]) => `${who}: ${what}`);
  return [
    ...[facts, "", columnsOf(rows, devices, printer) ?? linesOf(rows, devices, printer)],
    ...["", printer.wrap(meaning)],
    ...(faster[0] ? ["", ...faster.map((line) => printer.wrap(line))] : []),
  ].join("\n");
}

/** A column for each device; undefined where they are wider than the terminal. */
function columnsOf(
  rows: readonly BenchmarkRow[],
  devices: readonly BenchDevice[],
  { colours, width }: Printer,
): string | undefined {
  const titles = [0, 1].map((line) => [
    ...["", ""],
    ...devices.flatMap(({ title }) => [title[line] ?? "", ""]),
  ]);
  const right = devices.flatMap((_, i) => [2 + 2 * i, 3 + 2 * i]);
  const table = [...titles, ...rows.map(cellsOf)];
  if (tableWidth(table) > width) return undefined;
  const [first = "", second = "", ...body] = formatTable(table, { right }).split("\n");
  return [colours.bold(first), colours.bold(second), ...body].join("\n");
}

/** The same with a line for each device below the name of the row. */
function linesOf(
  rows: readonly BenchmarkRow[],
  devices: readonly BenchDevice[],
  { colours }: Printer,
): string {
  const cells = rows.map(({ cells }) =>
    cells.map((cell, i) => [devices[i]!.title.join(", "), figure(cell.median), share(cell)]),
  );
  // One table, so that the figures of all rows stand below one another.
  const lines = formatTable(cells.flat(), { right: [1, 2], indent: "  " }).split("\n");
  const each = devices.length;
  return rows
    .map(({ name, unit }, i) =>
      [colours.bold(`${name}, ${unit}`), ...lines.slice(i * each, (i + 1) * each)].join("\n"),
    )
    .join("\n");
}

const meaning =
  "Medians; in brackets the part of what the threads could do: of their 128-bit peak, for decoding " +
  "of the memory's bandwidth. More GFLOP/s and tokens/s are better, fewer ms.";

const cellsOf = ({ name, unit, cells }: BenchmarkRow): readonly string[] => [
  name,
  unit,
  ...cells.flatMap((cell) => [figure(cell.median), share(cell)]),
];

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

const share = ({ share }: Figure): string =>
  share === undefined ? "" : `(${(100 * share).toFixed(0)} %)`;

/** The same for programs. */
export function benchmarkJson(
  { peak, reads, rows }: Benchmark,
  devices: readonly BenchDevice[],
): object {
  return {
    machine: { ...machine(), peak, reads },
    devices: devices.map(({ device, chosen }) => ({ ...device.info(), chosen })),
    results: rows.map((row) => {
      const { name, unit, cells } = row;
      const faster = fasterDevice(row, devices);
      return { name, unit, devices: cells, ...(faster && { faster }) };
    }),
  };
}
