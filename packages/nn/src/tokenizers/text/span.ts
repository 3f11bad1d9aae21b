/** A part of a text: from `start` up to `end`, which is not in it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
