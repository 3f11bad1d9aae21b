/**
 * The tile of the attention kernels: a block of queries against a block of keys, by 64 threads as 8 x 8.
 *
 * Thread (tx, ty) has the queries ty + 8 i, and of each 32 keys the four that one Philox call serves:
 * own(tx) + (0, 4, 8, 12) with own(t) = 16 (t / 4) + t % 4. These four are one vec4 of `weights`, the tile of scores
 * turned weights: threads never share a vec4 that they store to.
 *
 * Bank conflicts: rows that neighbouring threads read at one column are kept with that column XORed by the row, so
 * that eight neighbours read eight different banks.
 */
export interface AttentionTile {
  /** Queries of a thread; 8 times as many in the tile. */
  readonly rows: number;
  /** Blocks of 32 keys in the tile; a thread has 4 keys of each. */
  readonly blocks: number;
  /** Blocks of 32 elements that hold a head. */
  readonly width: number;
}

/** `large`: 8 x 8 scores a thread, one load of workgroup memory for 16 fma; its registers hold heads of 64 elements. */
export const attentionTile = (large: boolean, width: number): AttentionTile =>
  large ? { rows: 8, blocks: 2, width } : { rows: 4, blocks: 1, width };

export const attentionThreads = 64;

/** Queries of a tile, and keys: as many. */
export const tileSide = ({ rows }: AttentionTile): number => 8 * rows;

export const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
export const lines = (n: number, line: (i: number) => string): string =>
  count(n).map(line).join("\n");
const components = ["x", "y", "z", "w"] as const;

/** vec4 columns of the operands of scores that are in workgroup memory at a time: 32 KiB in all for large tiles, else 12. */
const scoreColumns = 8;
/** The same for sums of rows. */
const sumColumns = ({ width }: AttentionTile): number => Math.min(16, 8 * width);
export const sumParts = ({ width }: AttentionTile): number => Math.ceil(width / 2);
/** Accumulators of a thread's row in one part. */
const widthOfPart = ({ width }: AttentionTile, part: number): number =>
  Math.min(2, width - 2 * part);

/** Where the key n of a thread lies in the tile, counted from own(tx). */
export const keyOffset = (n: number): number => 32 * Math.floor(n / 4) + 4 * (n % 4);

export const tileMemory = (tile: AttentionTile): string => `
var<workgroup> operands: array<vec4f, ${tileSide(tile) * Math.max(2 * scoreColumns, sumColumns(tile))}>;
var<workgroup> weights: array<vec4f, ${tileSide(tile) * 8 * tile.blocks}>;
fn own(t: u32) -> u32 { return 16u * (t >> 2u) + (t & 3u); }`;

/** Rows of a head to bring into workgroup memory. */
export interface TileRows {
  readonly buffer: string;
  /** Expression: where the head begins. */
  readonly start: string;
  /** Which operand's row stride. */
  readonly stride: "q" | "k" | "v" | "o";
  /** Expressions: first row of the tile, and number of rows that there are. */
  readonly first: string;
  readonly limit: string;
  readonly factor?: string;
}

function load(
  { buffer, start, stride, first, limit, factor }: TileRows,
  side: number,
  columns: number,
  firstColumn: string,
  target: number,
  exchange: string,
): string {
  return `
  for (var i = lane; i < ${side * columns}u; i += ${attentionThreads}u) {
    let r = i / ${columns}u;
    let c = i % ${columns}u;
    var value = vec4f();
    if (${first} + r < ${limit} && ${firstColumn} + c < params.head4) {
      value = read_${buffer}(${start} + (${first} + r) * params.${stride}Row, ${firstColumn} + c)${factor ? ` * ${factor}` : ""};
    }
    operands[${target}u + r * ${columns}u + (c${exchange})] = value;
  }`;
}

/** Declare the scores `name`I_N of a thread, zero. */
export const zeroScores = ({ rows, blocks }: AttentionTile, name: string): string =>
  lines(rows, (i) =>
    count(4 * blocks)
      .map((n) => `  var ${name}${i}_${n} = 0f;`)
      .join(""),
  );

/** Add the products of each query row with each key row to the scores `name`. Barriers before and between. */
export function addProducts(
  tile: AttentionTile,
  name: string,
  queries: TileRows,
  keys: TileRows,
): string {
  const columns = scoreColumns;
  const side = tileSide(tile);
  const keysAt = side * columns;
  return `
  for (var column = 0u; column < params.head4; column += ${columns}u) {
    workgroupBarrier();
    ${load(queries, side, columns, "column", 0, " ^ (r & 7u)")}
    ${load(keys, side, columns, "column", keysAt, " ^ (((r >> 2u) & 4u) | (r & 3u))")}
    workgroupBarrier();
    for (var c = 0u; c < min(${columns}u, params.head4 - column); c++) {
      let atKey = ${keysAt}u + own(tx) * ${columns}u + (c ^ tx);
      let atQuery = ty * ${columns}u + (c ^ ty);
${lines(4 * tile.blocks, (n) => `      let b${n} = operands[atKey + ${keyOffset(n) * columns}u];`)}
${lines(
  tile.rows,
  (i) => `      let a${i} = operands[atQuery + ${8 * i * columns}u];
${components.map((x) => lines(4 * tile.blocks, (n) => `      ${name}${i}_${n} = fma(a${i}.${x}, b${n}.${x}, ${name}${i}_${n});`)).join("\n")}`,
)}
    }
  }`;
}

/** The four scores of query i and block `block` as one vec4, and where they belong in `weights`. */
export const scores4 = (name: string, i: number, block: number): string =>
  `vec4f(${count(4)
    .map((j) => `${name}${i}_${4 * block + j}`)
    .join(", ")})`;
export const weightsAt = ({ blocks }: AttentionTile, i: number, block: number): string =>
  `weights[(ty + ${8 * i}u) * ${8 * blocks}u + ${8 * block}u + (tx ^ ty)]`;

/** Add the mask to the scores of the tile whose first query and key are q0 and k0. */
export const addMask = ({ rows, blocks }: AttentionTile, name: string): string =>
  lines(
    rows,
    (i) => `
  if (q0 + ty + ${8 * i}u < params.queries) {
    let key = k0 + own(tx);
    let at = maskAt + (q0 + ty + ${8 * i}u) * params.maskRow + key;
${lines(4 * blocks, (n) => `    if (key + ${keyOffset(n)}u < params.keys) { ${name}${i}_${n} += mask[at + ${keyOffset(n)}u]; }`)}
  }`,
  );

/** Scores of keys that the query does not see become -infinity; tiles without such keys skip it. */
export const hideKeys = ({ rows, blocks }: AttentionTile, name: string): string => `
  if (k0 + ${32 * blocks}u > visible(q0)) {
    let hidden = -infinity();
    let key = k0 + own(tx);
${lines(
  rows,
  (i) => `    { let seen = visible(q0 + ty + ${8 * i}u);
${lines(4 * blocks, (n) => `      ${name}${i}_${n} = select(${name}${i}_${n}, hidden, key + ${keyOffset(n)}u >= seen);`)} }`,
)}
  }`;

/** Declare the accumulators `name`I_J of a thread: columns tx + 8 j of as many rows as it has queries, zero. */
export const zeroSums = ({ rows, width }: AttentionTile, name: string): string =>
  lines(rows, (i) =>
    count(width)
      .map((j) => `  var ${name}${i}_${j} = vec4f();`)
      .join(""),
  );

/** Tiles whose sums are added apart where sums are long: 256 or 512 terms in a chain. */
const tilesTogether = 8;

/** Terms from which sums are taken in blocks of tiles. A second set of sums costs registers, which short ones need not pay. */
export const isLongSum = (terms: number): boolean => terms > 4096;

/** WGSL: moves the sums `name` to their totals `total` after every 8 tiles and where the last begins; `at` is its first row. */
export const foldSums = (
  tile: AttentionTile,
  name: string,
  total: string,
  at: string,
  more: string,
): string => `
      if ((${at} / ${tileSide(tile)}u) % ${tilesTogether}u == ${tilesTogether - 1}u) {${more}
${lines(tile.rows, (i) =>
  lines(
    tile.width,
    (j) => `        ${total}${i}_${j} += ${name}${i}_${j}; ${name}${i}_${j} = vec4f();`,
  ),
)}
      }`;

/** WGSL: adds the totals to what the last tiles left. */
export const addTotals = ({ rows, width }: AttentionTile, name: string, total: string): string =>
  lines(rows, (i) => lines(width, (j) => `  ${name}${i}_${j} += ${total}${i}_${j};`));

/** Bring one part of the columns of the rows into workgroup memory; barriers are the caller's. */
export const loadForSums = (tile: AttentionTile, rows: TileRows, part: number): string =>
  load(rows, tileSide(tile), sumColumns(tile), `${part * sumColumns(tile)}u`, 0, "");

/** sums of a query row += weights x loaded key rows. */
export function addWeightedKeys(tile: AttentionTile, name: string, part: number): string {
  const columns = sumColumns(tile);
  const width = widthOfPart(tile, part);
  return `
  for (var k = 0u; k < ${8 * tile.blocks}u; k++) {
    let atValue = (32u * (k >> 3u) + own(k & 7u)) * ${columns}u + tx;
    let atWeight = ty * ${8 * tile.blocks}u + (k ^ ty);
${lines(4, (q) => lines(width, (j) => `    let b${q}_${j} = operands[atValue + ${4 * q * columns + 8 * j}u];`))}
${lines(
  tile.rows,
  (i) => `    let a${i} = weights[atWeight + ${8 * i * 8 * tile.blocks}u];
${lines(4, (q) =>
  lines(width, (j) => {
    const sum = `${name}${i}_${2 * part + j}`;
    return `    ${sum} = fma(vec4f(a${i}.${components[q]}), b${q}_${j}, ${sum});`;
  }),
)}`,
)}
  }`;
}

/** sums of a key row += weights^T x loaded query rows; the rows of a thread are the keys own(ty) + keyOffset. */
export function addWeightedQueries(tile: AttentionTile, name: string, part: number): string {
  const columns = sumColumns(tile);
  const width = widthOfPart(tile, part);
  return `
  for (var r = 0u; r < ${tileSide(tile)}u; r++) {
    let atWeight = r * ${8 * tile.blocks}u + (ty ^ (r & 7u));
${lines(width, (j) => `    let b${j} = operands[r * ${columns}u + tx + ${8 * j}u];`)}
${lines(
  tile.blocks,
  (block) => `    let a${block} = weights[atWeight + ${8 * block}u];
${lines(4, (q) =>
  lines(width, (j) => {
    const sum = `${name}${4 * block + q}_${2 * part + j}`;
    return `    ${sum} = fma(vec4f(a${block}.${components[q]}), b${j}, ${sum});`;
  }),
)}`,
)}
  }`;
}
