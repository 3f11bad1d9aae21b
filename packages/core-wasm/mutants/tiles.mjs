const tall = { kernel: "matmul", file: "matmul-tall-micro-kernels.ts", tile: "6x8" };
const panelRows = { kernel: "matmul", file: "matmul-panel-rows.ts" };

/** Faults in the tiles of 6 rows, and in the rows that are multiplied by prepacked panels. */
export const tiles = [
  {
    ...tall,
    fault: "tiles of 6: a row is read twice",
    find: "let a3 = a2 + aRow;",
    replace: "let a3 = a2;",
  },
  {
    ...tall,
    fault: "tiles of 6: the next tile begins at the last row of this one",
    find: "a = a5 + aRow;",
    replace: "a = a5;",
  },
  {
    ...tall,
    fault: "tiles of 6: rows past the end are computed and written",
    find: "let tiles = m / 6;",
    replace: "let tiles = (m + 5) / 6;",
  },
  {
    ...tall,
    fault: "tiles of 6: one vector takes the products of another",
    find: "c51 = fma(x5, b1, c51);\n      a0 += 4;",
    replace: "c50 = fma(x5, b1, c50);\n      a0 += 4;",
  },
  {
    ...tall,
    fault: "tiles of 6: the last row is written in whole vectors",
    find: "storeColumns(c, c50, c51, columns);\n      c += cRow;\n    }\n    m -= 6;",
    replace:
      "v128.store(c, c50);\n      v128.store(c, c51, 16);\n      c += cRow;\n    }\n    m -= 6;",
  },
  {
    ...tall,
    fault: "tiles of 6, A transposed: a column is read twice",
    find: "const x4 = v128.load32_splat(column, 16);",
    replace: "const x4 = v128.load32_splat(column, 12);",
  },
  {
    ...tall,
    fault: "tiles of 6, A transposed: every tile reads the first columns",
    find: "a += aTile;",
    replace: "",
  },
  {
    ...tall,
    fault: "tiles of 6, A transposed: one vector takes the products of another",
    find: "c51 = fma(x5, b1, c51);\n      column += aRow;",
    replace: "c50 = fma(x5, b1, c50);\n      column += aRow;",
  },
  {
    ...tall,
    file: "pack.ts",
    fault: "tiles of 6, a large A transposed: the last two columns are not copied",
    find: "store<u64>(tiles, load<u64>(from, 16), 16);",
    replace: "",
  },
  {
    ...panelRows,
    fault: "one row by panels: half a panel is read for the other half",
    find: "c21 = fma(x0, v128.load(b2, 16), c21);",
    replace: "c21 = fma(x0, v128.load(b2), c21);",
  },
  {
    ...panelRows,
    fault: "two rows by panels: the second takes a value of the first",
    find: "d11 = fma(y0, w11, d11);",
    replace: "d11 = fma(x0, w11, d11);",
  },
  {
    ...panelRows,
    fault: "rows by panels: the second half of the panels is left out",
    find: "return panel << 3 < n ? panel << 3 : instead;",
    replace: "return instead;",
  },
  {
    ...panelRows,
    fault: "rows by panels: the last panel is written whole",
    find: "if (columns >= 8) {",
    replace: "if (columns >= 1) {",
  },
  {
    ...panelRows,
    fault: "rows by panels: the second row starts at the residual of the first",
    find: "nextStart = init ? init + initRow : 0",
    replace: "nextStart = init",
  },
  {
    ...panelRows,
    fault: "pairs of rows by panels: the second row takes a value of the first",
    find: "q3 = fma(y0, v3, q3);",
    replace: "q3 = fma(x0, v3, q3);",
  },
  {
    ...panelRows,
    fault: "pairs of rows by panels: sums begin anew with every chunk of terms",
    find: "b1, pair, done > 0);",
    replace: "b1, pair, false);",
  },
  {
    ...panelRows,
    fault: "pairs of rows by panels: blocks behind the first add the bias again",
    find: "startRow = cRow;\n      biases = 0;",
    replace: "startRow = cRow;",
  },
  {
    ...panelRows,
    fault: "pairs of rows by panels: every row starts at the residual of the first",
    find: "if (start) start += startRow;",
    replace: "",
  },
  {
    kernel: "matmul",
    file: "matmul.ts",
    fault: "prepacked panels of a long contraction lie as if they were short",
    find: "panel = bRow << 3;",
    replace: "panel = <usize>depth << 5;",
  },
];
