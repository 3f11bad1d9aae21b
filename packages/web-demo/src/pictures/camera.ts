/** Which part of a map of cells is seen: cell (x, y) is at the upper left corner, `scale` pixels wide. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Cells {
  readonly rows: number;
  readonly columns: number;
}

const largestCell = 96;

/** All cells, as large as fits. */
export const wholeMap = ({ rows, columns }: Cells, { width, height }: Size): Camera => ({
  x: 0,
  y: 0,
  scale: Math.min(width / columns, height / rows, largestCell),
});

/** Nearer or farther around a point of the picture, which stays where it is. */
export function zoomed(
  camera: Camera,
  factor: number,
  at: { readonly x: number; readonly y: number },
  cells: Cells,
  size: Size,
): Camera {
  const least = wholeMap(cells, size).scale;
  const scale = Math.min(largestCell, Math.max(least, camera.scale * factor));
  const x = camera.x + at.x / camera.scale - at.x / scale;
  const y = camera.y + at.y / camera.scale - at.y / scale;
  return within({ x, y, scale }, cells, size);
}

/** The same part, moved so that no room beside the map is wasted. */
export function within({ x, y, scale }: Camera, { rows, columns }: Cells, size: Size): Camera {
  const free = (cells: number, pixels: number) => Math.max(0, cells - pixels / scale);
  return {
    x: Math.min(Math.max(0, x), free(columns, size.width)),
    y: Math.min(Math.max(0, y), free(rows, size.height)),
    scale,
  };
}

/** Moved as little as shows a cell. */
export function showing(
  camera: Camera,
  row: number,
  column: number,
  cells: Cells,
  size: Size,
): Camera {
  const along = (from: number, cell: number, pixels: number) =>
    Math.min(cell, Math.max(from, cell + 1 - pixels / camera.scale));
  return within(
    { ...camera, x: along(camera.x, column, size.width), y: along(camera.y, row, size.height) },
    cells,
    size,
  );
}
