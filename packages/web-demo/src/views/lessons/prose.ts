/** A piece of a paragraph. */
export interface Piece {
  readonly kind: "text" | "stressed" | "formula" | "display";
  readonly text: string;
}

/** "A *dot product* $a \cdot b$": stressed words between asterisks, formulas between dollars, on a line of their own between two. */
export function piecesOf(paragraph: string): Piece[] {
  const pieces: Piece[] = [];
  const marks = /\$\$(.+?)\$\$|\$(.+?)\$|\*(.+?)\*/gs;
  let from = 0;
  const plain = (to: number) => {
    if (to > from) pieces.push({ kind: "text", text: paragraph.slice(from, to) });
  };
  for (const found of paragraph.matchAll(marks)) {
    plain(found.index);
    const [whole, display, formula, stressed] = found;
    if (display !== undefined) pieces.push({ kind: "display", text: display });
    else if (formula !== undefined) pieces.push({ kind: "formula", text: formula });
    else pieces.push({ kind: "stressed", text: stressed! });
    from = found.index + whole.length;
  }
  plain(paragraph.length);
  return pieces;
}
