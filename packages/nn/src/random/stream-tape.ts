import type { GeneratorState } from "./generator.ts";

let recording: GeneratorState[] | undefined;
let replaying: Iterator<GeneratorState> | undefined;

/** Run `body` and note the streams that generators give out meanwhile, whichever generators they are. */
export function recordStreams<T>(body: () => T): {
  readonly result: T;
  readonly streams: readonly GeneratorState[];
} {
  const outer = recording;
  const streams: GeneratorState[] = [];
  recording = streams;
  try {
    return { result: body(), streams };
  } finally {
    recording = outer;
    outer?.push(...streams);
  }
}

/** Run `body` and have generators give out these streams once more; their own states stay as they are. */
export function replayStreams<T>(streams: readonly GeneratorState[], body: () => T): T {
  const outer = replaying;
  replaying = streams[Symbol.iterator]();
  try {
    return body();
  } finally {
    replaying = outer;
  }
}

/** The stream that a generator is to give out: the next of those replayed, or a fresh one. @internal */
export function throughTape(draw: () => GeneratorState): GeneratorState {
  const next = replaying?.next();
  if (next?.done)
    throw new Error("replayStreams: more random numbers are drawn than the first time");
  const stream = next ? next.value : draw();
  recording?.push(stream);
  return stream;
}
