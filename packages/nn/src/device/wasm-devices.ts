import {
  type BuildName,
  createThreadedWasmBackend,
  possibleThreads,
  type WorkerOrigin,
} from "@qkv/core-wasm";
import type { Backend } from "@qkv/core-wasm/contract";
import type { Device } from "../tensor/device.ts";
import { usualDevice } from "./default-device.ts";
import { deviceOf } from "./device-of.ts";

export type { BuildName, WorkerOrigin };

export interface WasmSettings {
  readonly threads: number | "auto";
  readonly build: BuildName | "auto";
  readonly prepack: boolean;
  /** Where the workers of a page come from; no part of what tells devices apart. */
  readonly worker?: WorkerOrigin | undefined;
}

/** Devices by their settings, for as long as a tensor, or a program, has them: their memory goes when nothing leads to it. */
const made = new Map<string, WeakRef<Device>>();

/** A device that nothing leads to any more has no use for its threads. */
const abandoned = new FinalizationRegistry<Backend>((backend) => void backend.dispose?.());

/** The WASM device with these settings: always the same while it lives. No more threads than there are cores. */
export async function wasmDevice({
  threads: wanted,
  build,
  prepack,
  worker,
}: WasmSettings): Promise<Device> {
  const { cores, obstacle } = await possibleThreads();
  const few = wanted === "auto" || (wanted > cores && obstacle === undefined);
  const threads = few ? cores : wanted;
  const device = await deviceWith({ threads, build, prepack, worker });
  device.note({ cores, wantedThreads: wanted });
  return device;
}

async function deviceWith({ worker, ...settings }: WasmSettings): Promise<Device> {
  const { threads, build, prepack } = settings;
  if (threads === 1 && build === "auto" && prepack) return usualDevice();
  const key = `${threads} ${build} ${prepack}`;
  const before = made.get(key)?.deref();
  if (before && (await (before.backend.resume?.() ?? true))) return before;
  const backend = await createThreadedWasmBackend({ ...settings, ...(worker && { worker }) });
  const device = deviceOf(backend, "init");
  abandoned.register(device, backend);
  made.set(key, new WeakRef(device));
  return device;
}
