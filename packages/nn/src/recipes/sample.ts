import type { AttentionMap } from "../inspection/attention-map.ts";

/** A source, the target that it has in the data, and what the model makes of it. */
export interface OutputPair {
  readonly source: string;
  readonly target: string;
  readonly output: string;
  /** Whether the model ended its output where the target ends, and all of it is right. */
  readonly exact: boolean;
}

/** Where a decoder looks in its source. */
export interface AttentionSample {
  readonly map: AttentionMap;
  /** Of the decoder, counted from 1. */
  readonly layer: number;
  readonly layers: number;
}

/** Figures of several things side by side: types of entities, words, horizons. */
export interface TableSample {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** How often each class was told for each: rows are what is right, columns what the model said. */
export interface ConfusionSample {
  readonly title: string;
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Pixels from 0 to 255, row by row, of one channel or three. */
export interface Picture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly caption: string;
  /** Whether what the model said of it is right, where it said something. */
  readonly right?: boolean;
}

/** Pictures side by side. */
export interface PicturesSample {
  readonly title: string;
  readonly pictures: readonly Picture[];
}

/** Values over time; `from` is the place of the first of them. */
export interface SeriesLine {
  readonly name: string;
  readonly values: readonly number[];
  readonly from: number;
}

/** What lies between two quantiles. */
export interface SeriesBand {
  readonly name: string;
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly from: number;
}

/** Values over time in one drawing: lines, and bands between quantiles. */
export interface SeriesSample {
  readonly title: string;
  readonly lines: readonly SeriesLine[];
  readonly bands: readonly SeriesBand[];
}

/** A matrix as shades, row by row: a spectrogram, or where a model looks in it. */
export interface HeatSample {
  readonly title: string;
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly rowLabels?: readonly string[];
  readonly columnLabels?: readonly string[];
  /** "frames", "mel bands" */
  readonly axes?: readonly [rows: string, columns: string];
}

/** Something that a model made, or that shows what it does. */
export type Sample =
  | { readonly kind: "text"; readonly text: string; readonly title?: string }
  | { readonly kind: "pairs"; readonly pairs: readonly OutputPair[]; readonly title?: string }
  | ({ readonly kind: "attention" } & AttentionSample)
  | ({ readonly kind: "table" } & TableSample)
  | ({ readonly kind: "confusion" } & ConfusionSample)
  | ({ readonly kind: "pictures" } & PicturesSample)
  | ({ readonly kind: "series" } & SeriesSample)
  | ({ readonly kind: "heat" } & HeatSample);
