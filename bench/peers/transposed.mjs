/** [rows, columns] -> [columns, rows], in tiles that stay in the cache. */
export function transposed({ shape: [rows, columns], values }) {
  const turned = new Float32Array(values.length);
  const tile = 32;
  for (let top = 0; top < rows; top += tile)
    for (let column = 0; column < columns; column++)
      for (let row = top; row < Math.min(rows, top + tile); row++)
        turned[column * rows + row] = values[row * columns + column];
  return { shape: [columns, rows], values: turned };
}
