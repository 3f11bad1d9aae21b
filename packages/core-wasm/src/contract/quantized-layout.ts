import { PANEL_ROWS } from "./quantized-panel.ts";

/** Elements of a block along a row: rows are padded with zeros to whole blocks. */
export const QUANTIZED_BLOCK = 32;

export const quantizedBlocks = (width: number): number => Math.ceil(width / QUANTIZED_BLOCK);

export const quantizedPanels = (rows: number): number => Math.ceil(rows / PANEL_ROWS);
