import { noteCollection, noteMemory } from "./collection-pressure.ts";
import type { Device } from "./device.ts";
import type { DeviceMemory } from "./device-memory.ts";
import type { Storage } from "./storage.ts";

/**
 * Storages made since the event loop last went on. Nearly all are freed before it does, by a scope, by `backward` or by
 * their owner: only those that are left are shown to the collector, which costs a quarter of a microsecond each.
 */
let young: Storage[] = [];
const fewest = 1024;
/** Where those that were freed meanwhile are thrown out. */
let most = fewest;

let registry: FinalizationRegistry<DeviceMemory | undefined> | undefined;

/** Have the memory given back when no tensor and no graph leads to the storage any more. */
export function freeWhenUnreachable(storage: Storage): void {
  const count = young.push(storage);
  if (count === 1) queueMicrotask(watchSurvivors);
  else if (count > most) {
    young = young.filter(({ released }) => !released);
    most = Math.max(fewest, 2 * young.length);
  }
}

/** The storage is released: whoever released it frees its memory. */
export function isReleased(storage: Storage): void {
  if (storage.watched) registry!.unregister(storage);
}

function watchSurvivors(): void {
  const made = young;
  young = [];
  most = fewest;
  let device: Device | undefined;
  for (const storage of made) {
    if (storage.released) continue;
    registry ??= makeRegistry();
    registry.register(storage, storage.memory, storage); // memory leads to no storage, else none would be unreachable
    storage.watched = true;
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
