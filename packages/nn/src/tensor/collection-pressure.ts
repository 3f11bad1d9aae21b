import type { Device } from "./device.ts";

const mebi = 2 ** 20;
/** Growth since the last collection at which the next is asked for: this, or a quarter of what was left by the last. */
const leastGrowth = 24 * mebi;
/** Growth after which a collection that has not come is asked for again. */
const patience = 8 * mebi;
/** Memory that is worth a collection when the device is left alone for so many milliseconds after it was used. */
const idleLeast = mebi;
const idleTime = 1000;
const mostIdleAsks = 3;
/** An engine collects when this much more memory hangs off its heap; V8 from 64 MiB on. */
const leastBallast = 96 * mebi;
const mostBallast = 512 * mebi;

/** How the memory of one device has grown since the last collection. */
interface Growth {
  collections: number;
  /** Bytes in use at which to ask for the next. */
  due: number;
  /** Turns in which memory was taken. */
  turns: number;
  /** Somebody looks whether the device is left alone. */
  watched: boolean;
}

const growths = new WeakMap<Device, Growth>();
let collections = 0;
let ballast = leastBallast;
let asked = false;

/**
 * To a collector a tensor is a few hundred bytes, whatever it holds on its device: left alone it would wait for hundreds
 * of thousands. Called when the event loop goes on; asks for a collection when the device's memory has grown by much, or
 * by little and nobody goes on using it.
 */
export function noteMemory(device: Device): void {
  if (device.backend.shapesOnly) return;
  const growth = growthOf(device);
  const { bytes } = device.memory();
  growth.turns++;
  if (bytes >= growth.due) {
    growth.due = bytes + patience;
    askForCollection();
  } else if (bytes > idleLeast && !growth.watched) {
    growth.watched = true;
    waitUntilIdle(device, growth);
  }
}

/** So many bytes more are taken for good, weights or copies of them: no collection would give them back. */
export function noteKept(device: Device, bytes: number): void {
  if (!device.backend.shapesOnly) growthOf(device).due += bytes;
}

function growthOf(device: Device): Growth {
  let growth = growths.get(device);
  if (!growth) {
    growth = { collections, due: leastGrowth, turns: 0, watched: false };
    growths.set(device, growth);
  }
  if (growth.collections !== collections) {
    const { bytes } = device.memory();
    growth.collections = collections;
    growth.due = bytes + Math.max(leastGrowth, bytes / 4);
  }
  return growth;
}

/** Asks more than once: what a collection met alive, on the stack of the last turn perhaps, is for the next one. */
function waitUntilIdle(device: Device, growth: Growth, asks = mostIdleAsks): void {
  const { turns } = growth;
  const timer: unknown = setTimeout(() => {
    if (growth.turns !== turns) return waitUntilIdle(device, growth);
    growth.watched = asks > 0 && device.memory().bytes > idleLeast;
    if (!growth.watched) return;
    askForCollection();
    waitUntilIdle(device, growth, asks - 1);
  }, idleTime);
  (timer as { unref?: () => void }).unref?.(); // Node: this is no reason to stay alive; a browser's timer is a number
}

/** Engines know the size of an ArrayBuffer and collect under its weight; its pages are never touched. */
function askForCollection(): void {
  if (asked) ballast = Math.min(2 * ballast, mostBallast);
  asked = true;
  try {
    new ArrayBuffer(ballast);
  } catch {
    ballast = leastBallast; // no addresses to spare: the engine is under pressure enough
  }
}

/** A collection was asked for and has not ended; what it finds is given back when the event loop turns. */
export const collectionIsDue = (): boolean => asked;

/** The collector has been here. */
export function noteCollection(): void {
  collections++;
  asked = false;
  ballast = leastBallast;
}
