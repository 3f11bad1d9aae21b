import type { Pattern } from "./matches.ts";
import type { NormalizedText } from "./normalized-text.ts";

/** What becomes of the parts that a pattern finds. */
export const splitBehaviors = [
  "Removed",
  "Isolated",
  "MergedWithPrevious",
  "MergedWithNext",
  "Contiguous",
] as const;
export type SplitBehavior = (typeof splitBehaviors)[number];

interface Piece {
  start: number;
  end: number;
  readonly matched: boolean;
}

/** The parts into which a pattern cuts a text; with `invert` what it does not find is what it finds. Empty parts are left out. */
export function splitText(
  whole: NormalizedText,
  pattern: Pattern,
  behavior: SplitBehavior,
  invert = false,
): NormalizedText[] {
  const pieces = piecesOf(whole.text, pattern, invert);
  return joins[behavior](pieces)
    .filter(({ start, end }) => start < end)
    .map(({ start, end }) => whole.slice(start, end));
}

/** The whole text in pieces, those that match and those between them. */
function piecesOf(text: string, pattern: Pattern, invert: boolean): Piece[] {
  if (text === "") return [];
  const pieces: Piece[] = [];
  let done = 0;
  for (const { start, end } of pattern(text)) {
    if (done !== start) pieces.push({ start: done, end: start, matched: invert });
    pieces.push({ start, end, matched: !invert });
    done = end;
  }
  if (done !== text.length) pieces.push({ start: done, end: text.length, matched: invert });
  return pieces;
}

const joins: Readonly<Record<SplitBehavior, (pieces: Piece[]) => readonly Piece[]>> = {
  Removed: (pieces) => pieces.filter(({ matched }) => !matched),
  Isolated: (pieces) => pieces,
  Contiguous: (pieces) =>
    joinPieces(pieces, (piece, before) => piece.matched === (before?.matched ?? false)),
  MergedWithPrevious: (pieces) =>
    joinPieces(pieces, (piece, before) => piece.matched && !(before?.matched ?? false)),
  MergedWithNext: (pieces) =>
    joinPieces(pieces.reverse(), (piece, before) => piece.matched && !(before?.matched ?? false))
      .slice()
      .reverse(),
};

/** Each piece joins those that came before it where this holds of it and the one before it. */
function joinPieces(
  pieces: readonly Piece[],
  joins: (piece: Piece, before: Piece | undefined) => boolean,
): readonly Piece[] {
  const joined: Piece[] = [];
  for (const [i, piece] of pieces.entries()) {
    const last = joined.at(-1);
    if (last && joins(piece, pieces[i - 1])) {
      last.start = Math.min(last.start, piece.start);
      last.end = Math.max(last.end, piece.end);
    } else joined.push({ ...piece });
  }
  return joined;
}
