import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { mergeOverlaps, type SaidToken } from "./merge-overlaps.ts";
import type { TimedChunk, Transcription } from "./transcription.ts";
import { wordsOf } from "./whisper-words.ts";

/** What was heard in a window of a sound. Times are in seconds. */
export interface HeardWindow {
  /** Without those that the model was given. */
  readonly ids: readonly number[];
  /** When each of them ends, counted from the window's beginning; where words are asked for. */
  readonly ends: readonly number[] | undefined;
  readonly length: number;
  readonly strideLeft: number;
  readonly strideRight: number;
  /** Its name, where it is asked for. */
  readonly language: string | undefined;
}

interface TextSettings {
  /** Segments, or words. */
  readonly returnTimestamps: boolean | "word";
  readonly returnLanguage: boolean;
  /** The first of the ids that are times, a step each; those before it are words. */
  readonly firstTime: number;
  /** Seconds from one time to the next. */
  readonly timeStep: number;
}

interface ClosedChunk extends Required<TimedChunk> {
  readonly tokens: readonly SaidToken[];
}

interface OpenChunk {
  language: string | null;
  start: number | null;
}

/**
 * The text of windows that overlap, in segments that begin and end with a time where both are heard outside of overlaps;
 * what windows have said of an overlap is merged. As transformers does it: Whisper's tokens are words, times in pairs, and
 * others that say nothing.
 */
export class WhisperText {
  readonly #tokenizer: PretrainedTokenizer;
  readonly #settings: TextSettings;
  readonly #silent: ReadonlySet<number>;
  readonly #chunks: ClosedChunk[] = [];
  #language: string | null = null;
  #chunk: OpenChunk = { language: null, start: null };
  /** Words of the open chunk that windows before have said. */
  #before: (readonly SaidToken[])[] = [];
  #words: SaidToken[] = [];
  #offset = 0;
  #skips = false;

  constructor(tokenizer: PretrainedTokenizer, settings: TextSettings) {
    this.#tokenizer = tokenizer;
    this.#settings = settings;
    const special = tokenizer.addedTokens.filter((token) => token.special);
    this.#silent = new Set(special.map(({ id }) => id));
  }

  add(window: HeardWindow): void {
    const { firstTime, timeStep } = this.#settings;
    const { ids, ends, length, strideLeft, strideRight, language } = window;
    this.#offset -= strideLeft;
    const inText = (seconds: number) => Number((seconds + this.#offset).toFixed(2));
    const lastTime = this.#timeInOverlap(window);
    const earliest = firstTime + strideLeft / timeStep;
    if (language !== undefined) this.#hearLanguage(language);
    const clock = new SegmentClock(timeStep);
    for (const [i, id] of ids.entries()) {
      if (this.#silent.has(id)) continue;
      if (id < firstTime) {
        const time = ends && ([inText(ends[i - 1] ?? 0), inText(ends[i]!)] as const);
        this.#words.push(time ? { id, time } : { id });
        continue;
      }
      const single = i >= 2 && !(ids[i - 1]! >= firstTime && ids[i - 2]! >= firstTime);
      const time = clock.timeAt(id - firstTime, single) + this.#offset;
      if (lastTime !== undefined && id >= lastTime) this.#skips = true;
      else if (this.#skips || (this.#before.length > 0 && id < earliest)) this.#skips = false;
      else this.#hearTime(time);
    }
    this.#offset += length - strideRight;
    if (this.#words.length > 0) this.#before.push(this.#words);
    else if (!this.#before.some((words) => words.length > 0)) {
      this.#before = [];
      this.#chunk = this.#newChunk();
    }
    this.#words = [];
  }

  end(): Transcription {
    if (this.#before.length > 0) this.#close(null);
    const text = this.#chunks.map((chunk) => chunk.text).join("");
    const { returnTimestamps, returnLanguage } = this.#settings;
    if (!returnTimestamps && !returnLanguage) return { text };
    const parts = returnTimestamps === "word" ? this.#chunks.flatMap(this.#wordsOf) : this.#chunks;
    const chunks = parts.map(({ text: own, timestamp, language }) => ({
      ...(returnLanguage ? { language } : {}),
      ...(returnTimestamps ? { timestamp } : {}),
      text: own,
    }));
    return { text, chunks };
  }

  readonly #wordsOf = ({ tokens, language }: ClosedChunk): Required<TimedChunk>[] => {
    const ids = tokens.map(({ id }) => id);
    return wordsOf(this.#tokenizer, ids, language ?? undefined).map(({ text, places }) => {
      const start = tokens[places[0]!]!.time![0];
      const end = tokens[places.at(-1)!]!.time![1];
      return { text, language, timestamp: [start, end] };
    });
  };

  /** The first time in the overlap on the right, or the last one before it: from there on the next window knows better. */
  #timeInOverlap({ ids, length, strideRight }: HeardWindow): number | undefined {
    if (strideRight === 0) return undefined;
    const { firstTime, timeStep } = this.#settings;
    let last: number | undefined;
    for (const id of ids.toReversed()) {
      if (id < firstTime) continue;
      if (last !== undefined && (id - firstTime) * timeStep < length - strideRight) break;
      last = id;
    }
    return last;
  }

  #hearLanguage(language: string): void {
    const changes = this.#language !== null && language !== this.#language;
    if (changes && !this.#settings.returnTimestamps) this.#close(null);
    this.#chunk.language = language;
    this.#language = language;
  }

  #hearTime(exact: number): void {
    const time = Number(exact.toFixed(2));
    const { start } = this.#chunk;
    if (start === null) this.#chunk.start = time;
    else if (time !== start) {
      this.#before.push(this.#words);
      this.#words = [];
      this.#close(time);
    }
  }

  #close(end: number | null): void {
    const tokens = mergeOverlaps(this.#before);
    const text = this.#tokenizer.decode(tokens.map(({ id }) => id));
    const { language, start } = this.#chunk;
    this.#chunks.push({ text, language, timestamp: [start, end], tokens });
    this.#before = [];
    this.#chunk = this.#newChunk();
  }

  #newChunk(): OpenChunk {
    return { language: this.#language, start: null };
  }
}

/** Steps of a segment of a sound that is heard in several: 30 seconds. */
const segmentSteps = 1500;

/** Counts on where times begin anew, as they do where a window was heard in several segments. */
class SegmentClock {
  readonly #step: number;
  #before = 0;
  #last = 0;
  #secondLast = 0;

  constructor(step: number) {
    this.#step = step;
  }

  /** Seconds from the beginning of the window. `single`: the segment before ended with one time alone. */
  timeAt(steps: number, single: boolean): number {
    const time = steps * this.#step;
    if (time < this.#last) {
      this.#before += single ? this.#step * segmentSteps : this.#secondLast;
      if (!single) this.#last = this.#secondLast;
    }
    this.#secondLast = this.#last;
    this.#last = time;
    return time + this.#before;
  }
}
