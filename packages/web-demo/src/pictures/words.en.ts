export const pictures = {
  provenance: {
    measured: "measured",
    derived: "derived",
    illustrative: "illustrative",
  },
  provenanceMeans: {
    measured: "These numbers come from the model that runs in this page.",
    derived: "These numbers are computed from others that were measured.",
    illustrative: "These numbers are made up to show an idea.",
  },
  menu: (title: string) => `Numbers and files of: ${title}`,
  showTable: "Show the numbers",
  hideTable: "Hide the numbers",
  copyCsv: "Copy as CSV",
  copied: "Copied",
  saveSvg: "Save as SVG",
  savePng: "Save as PNG",
  rowsLeftOut: (shown: number, all: number) =>
    `The first ${shown} of ${all} rows; the CSV has all.`,
  heatMapHelp:
    "Arrow keys move from cell to cell, plus and minus zoom, 0 shows all, Enter opens the cell. Drag to move, Ctrl and wheel to zoom.",
  cell: (row: string, column: string, value: string) => `row ${row}, column ${column}: ${value}`,
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  zoomAll: "Show all",
};
