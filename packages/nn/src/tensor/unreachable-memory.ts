import { noteCollection, noteMemory } from "./collection-pressure.ts";
import type { Device } from "./device.ts";
import type { DeviceMemory } from "./device-memory.ts";
import type { Storage } from "./storage.ts";

/**
 * Storages that live, of those made since the event loop last went on. Nearly all are freed before it does, by a scope, by
 * `backward` or by their owner: only those that are left are shown to the collector, which costs a quarter of a
 * microsecond each.
 */
let young: Storage[] = [];
let survivorsAwaited = false;

let registry: FinalizationRegistry<DeviceMemory | undefined> | undefined;

/** Have the memory given back when no tensor and no graph leads to the storage any more. */
export function freeWhenUnreachable(storage: Storage): void {
  storage.youngAt = young.push(storage) - 1;
  if (survivorsAwaited) return;
  survivorsAwaited = true;
  queueMicrotask(watchSurvivors);
}

/** The storage is released: whoever released it frees its memory. */
export function isReleased(storage: Storage): void {
  const { youngAt } = storage;
  if (youngAt < 0) return void registry?.unregister(storage);
  const last = young.pop()!; // takes its place
  if (last === storage) return;
  young[youngAt] = last;
  last.youngAt = youngAt;
}

function watchSurvivors(): void {
  const made = young;
  young = [];
  survivorsAwaited = false;
  let device: Device | undefined;
  for (const storage of made) {
    storage.youngAt = -1;
    registry ??= makeRegistry();
    registry.register(storage, storage.memory, storage); // memory leads to no storage, else none would be unreachable
    if (storage.device === device) continue;
    device = storage.device;
    noteMemory(device);
  }
}

function makeRegistry(): FinalizationRegistry<DeviceMemory | undefined> {
  const made = new FinalizationRegistry<DeviceMemory | undefined>((memory) => {
    if (memory) return memory.free();
    noteCollection();
    made.register({}, undefined);
  });
  made.register({}, undefined); // garbage from the start: it tells of collections
  return made;
}
