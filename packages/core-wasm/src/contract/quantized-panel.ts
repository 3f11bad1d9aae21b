// The compiler of the assembly reads this file too: constants alone.

/** Rows of a panel: a matrix is stored in panels of 16 rows, the last one padded with zeros. */
export const PANEL_ROWS = 16;
