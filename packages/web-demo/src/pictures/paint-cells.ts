import type { Camera } from "./camera.ts";
import { colourIndex, isPale } from "./colours.ts";
import { readable } from "./numbers.ts";

export interface CellColours {
  readonly table: Uint8Array;
  readonly domain: readonly [number, number];
}

/** A picture with a pixel for each cell: drawn once, and then enlarged, so that a million cells can be moved. */
export function cellPixels(
  values: Float32Array,
  rows: number,
  columns: number,
  { table, domain }: CellColours,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  const image = new ImageData(columns, rows);
  const pixels = image.data;
  for (let i = 0; i < rows * columns; i++) {
    const colour = 3 * colourIndex(values[i]!, domain);
    pixels[4 * i] = table[colour]!;
    pixels[4 * i + 1] = table[colour + 1]!;
    pixels[4 * i + 2] = table[colour + 2]!;
    pixels[4 * i + 3] = 255;
  }
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}

interface Painting extends CellColours {
  readonly pixels: HTMLCanvasElement;
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly camera: Camera;
  /** Pixels of the canvas for one of the page. */
  readonly ratio: number;
  readonly font: string;
}

/** Cells from this width on have room for their number. */
const cellWithNumber = 44;

export function paintCells(canvas: HTMLCanvasElement, painting: Painting): void {
  const { pixels, camera, ratio } = painting;
  const context = canvas.getContext("2d")!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const scale = camera.scale * ratio;
  const wide = Math.min(painting.columns - camera.x, canvas.width / scale);
  const high = Math.min(painting.rows - camera.y, canvas.height / scale);
  context.imageSmoothingEnabled = scale < 1;
  context.drawImage(pixels, camera.x, camera.y, wide, high, 0, 0, wide * scale, high * scale);
  if (camera.scale >= cellWithNumber) writeNumbers(context, painting, wide, high);
}

function writeNumbers(
  context: CanvasRenderingContext2D,
  { values, columns, camera, ratio, table, domain, font }: Painting,
  wide: number,
  high: number,
): void {
  context.font = `${11 * ratio}px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const scale = camera.scale * ratio;
  for (let row = Math.floor(camera.y); row < camera.y + high; row++)
    for (let column = Math.floor(camera.x); column < camera.x + wide; column++) {
      const value = values[row * columns + column]!;
      const index = colourIndex(value, domain);
      context.fillStyle = isPale(table, index) ? "#1d1b18" : "#ffffff";
      const x = (column + 0.5 - camera.x) * scale;
      context.fillText(shortNumber(value), x, (row + 0.5 - camera.y) * scale, scale - 4 * ratio);
    }
}

const shortNumber = (value: number): string =>
  Math.abs(value) < 1000 ? readable(Number(value.toPrecision(3))) : readable(value);
