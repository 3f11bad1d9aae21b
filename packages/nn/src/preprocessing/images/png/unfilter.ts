import { ImageFileError } from "../image-file-error.ts";

/**
 * Undo the filter of a row in place, whose bytes were stored as differences from those of the pixel before and of the row
 * above. https://www.w3.org/TR/png-3/#9Filters
 *
 * @param above the row above as it became; undefined at the top, where it is 0
 * @param pixel bytes of a pixel, at least 1
 */
export function unfilter(
  filter: number,
  row: Uint8Array,
  above: Uint8Array | undefined,
  pixel: number,
): void {
  const up = above ?? new Uint8Array(row.length);
  if (filter === 0) return;
  if (filter === 1) for (let i = pixel; i < row.length; i++) row[i]! += row[i - pixel]!;
  else if (filter === 2) for (let i = 0; i < row.length; i++) row[i]! += up[i]!;
  else if (filter === 3)
    for (let i = 0; i < row.length; i++)
      row[i]! += ((i < pixel ? 0 : row[i - pixel]!) + up[i]!) >> 1;
  else if (filter === 4)
    for (let i = 0; i < row.length; i++)
      row[i]! += i < pixel ? up[i]! : paeth(row[i - pixel]!, up[i]!, up[i - pixel]!);
  else throw new ImageFileError(`PNG: a row has filter ${filter}, expected 0 to 4`);
}

/** The one of left, above and above left that is nearest to left + above - above left. */
function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
