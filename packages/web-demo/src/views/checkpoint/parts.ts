import type { ParameterSummary } from "../../engine/protocol.ts";

/** Parameters of one kind of part, all layers together. */
export interface Part {
  readonly component: string;
  readonly parameters: number;
  readonly tensors: number;
  /** Of all parameters. */
  readonly share: number;
}

const sizeOf = ({ shape }: ParameterSummary): number => shape.reduce((a, b) => a * b, 1);

/** The parts in the order in which a token meets them; what is one matrix under two names counts once. */
export function partsOf(parameters: readonly ParameterSummary[]): readonly Part[] {
  const own = parameters.filter(({ tied }) => !tied);
  const all = own.reduce((sum, one) => sum + sizeOf(one), 0);
  return [...new Set(own.map(({ component }) => component))].map((component) => {
    const here = own.filter((one) => one.component === component);
    const count = here.reduce((sum, one) => sum + sizeOf(one), 0);
    return { component, parameters: count, tensors: here.length, share: count / all };
  });
}

/** 12.3 GB, 45 MB, 6.7 kB: as disks and browsers count them. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

/** 124 M, 6.74 B: as people name models. */
export function countText(count: number): string {
  const units = ["", " k", " M", " B", " T"];
  let [value, unit] = [count, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${Number(value.toPrecision(3))}${units[unit]}`;
}
