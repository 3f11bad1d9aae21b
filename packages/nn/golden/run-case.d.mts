import type { Device, HostTensor } from "@qkv/nn";

export interface CaseResult {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** What went wrong, where that is not a value. */
  readonly reason?: string;
  /** The value furthest off. */
  readonly worst?: object;
}

export function runCase(
  read: {
    readonly group: string;
    readonly name: string;
    readonly record: unknown;
    readonly tensors: ReadonlyMap<string, HostTensor>;
  },
  device: Device,
): Promise<CaseResult>;
