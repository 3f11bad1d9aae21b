import { isIntegerFormat, type QuantizedFormat } from "@qkv/core-wasm/contract";
import { defineProgram, type ElementType, type Program, variants } from "../../commands/program.ts";
import { unroll } from "../../wgsl/unroll.ts";
import {
  type Epilogue,
  type EpilogueKey,
  epilogueCode,
  epilogueKey,
  epilogueOf,
  epilogueReads,
} from "../epilogue.ts";
import { matrixOffsets, type ProductParam, productParams } from "../product-params.ts";
import { type Fragments, fragments, noSharing, quadShape, threadPlaces } from "./fragments.ts";
import { depthMajorTile, depthMinorTile } from "./operand-tile.ts";
import { quantizedTile } from "./quantized-tile.ts";
import { type TileName, tileSizes } from "./tile-sizes.ts";

/** What differs in the code of tiled products. */
export interface TileProgramForm {
  readonly tile: TileName;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Rows of the operand, as it is stored, are whole vec4s. */
  readonly vectorA: boolean;
  readonly vectorB: boolean;
  /** The depth is not a multiple of the tile's. */
  readonly tail: boolean;
  readonly weights: QuantizedFormat | "float32";
  readonly epilogue: Epilogue;
  /** Threads of a quad read what they have in common once and exchange it. */
  readonly quads: boolean;
}

const components = ["x", "y", "z", "w"] as const;

const make = variants(
  (
    tile: TileName,
    transposeA: boolean,
    transposeB: boolean,
    vectorA: boolean,
    vectorB: boolean,
    tail: boolean,
    weights: QuantizedFormat | "float32",
    quads: boolean,
    ...key: EpilogueKey
  ): Program<string, "c", ProductParam> => {
    const size = tileSizes[tile];
    const { rows, columns, depth, threadRows, threadColumns, prefetch } = size;
    const across = columns / threadColumns;
    const down = rows / threadRows;
    const threads = across * down;
    const epilogue = epilogueOf(...key);
    const ofA = { name: "a", side: rows, depth, threads } as const;
    const ofB = { name: "b", side: columns, depth, threads } as const;
    const aTile = (transposeA ? depthMinorTile : depthMajorTile)(ofA, { vector: vectorA, tail });
    const bTile =
      weights === "float32"
        ? (transposeB ? depthMajorTile : depthMinorTile)(ofB, { vector: vectorB, tail })
        : quantizedTile(weights, ofB);
    const sideA = { tile: aTile, outputs: threadRows };
    const sideB = { tile: bTile, outputs: threadColumns };
    const quad = quads ? quadShape(sideA, sideB) : noSharing;
    const a = fragments("a", sideA, { across, down }, quad);
    const b = fragments("b", sideB, { across, down }, quad);
    const shared = quad.a * quad.b > 1;
    const stored = !transposeB && vectorB ? "vec4f" : "f32";
    const reads: Record<string, ElementType> = {
      a: vectorA ? "vec4f" : "f32",
      b: weights !== "float32" ? "vec4u" : vectorB ? "vec4f" : "f32",
      ...(weights !== "float32" && isIntegerFormat(weights) ? { scales: "vec4f" } : {}),
      ...epilogueReads(epilogue, stored),
    };
    const inputs = [aTile, bTile];
    const letReads = (from: string, keyword: "let" | "var" | "") =>
      inputs
        .flatMap(({ loads }) => loads(from))
        .map(([name, value]) => `    ${keyword} ${name} = ${value};`)
        .join("\n");
    return defineProgram({
      name: `matmul ${tile} ${transposeA ? "T" : "N"}${transposeB ? "T" : "N"}${weights === "float32" ? "" : ` ${weights}`}${shared ? " in quads" : ""}`,
      reads,
      writes: { c: stored },
      params: productParams,
      subgroups: shared,
      code: `${inputs.map(({ declarations }) => declarations).join("\n")}
${epilogueCode(epilogue, stored)}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32${shared ? ", @builtin(subgroup_invocation_id) subgroupLane: u32" : ""}) {
${threadPlaces({ across, down }, quad)}
${a.places}
${b.places}
  let rowsFast = params.rowsFast != 0u;
  let row0 = ${rows}u * (params.rowTile + select(group.y, group.x, rowsFast));
  let column0 = ${columns}u * (params.columnTile + select(group.x, group.y, rowsFast));
${matrixOffsets}
  let start = split * params.depthPart;
  let end = min(params.k, start + params.depthPart);
${inputs.map(({ addresses }) => addresses).join("\n")}
${sums(threadRows, threadColumns, b)}
${prefetch ? letReads("start", "var") : ""}
  for (var begin = start; begin < end; begin += ${depth}u) {
${prefetch ? "" : letReads("begin", "let")}
${inputs.map(({ store }) => store("begin")).join("\n")}
    workgroupBarrier();
${prefetch ? `    let next = select(begin, begin + ${depth}u, begin + ${depth}u < end);\n${letReads("next", "")}` : ""}
    for (var q = 0u; q < ${depth / 4}u; q++) {
${multiplyAdds(threadRows, threadColumns, a, b)}
    }
    workgroupBarrier();
  }
${stores(threadRows, threadColumns, a, b, vectorB)}
}`,
    });
  },
);

export const tileProgram = (form: TileProgramForm): Program<string, "c", ProductParam> =>
  make(
    form.tile,
    form.transposeA,
    form.transposeB,
    form.vectorA,
    form.vectorB,
    form.tail,
    form.weights,
    form.quads,
    ...epilogueKey(form.epilogue),
  );

/** Columns that one sum holds: four where b is stored along them. */
const lanesOf = (b: Fragments): 1 | 4 => (b.alongDepth ? 1 : 4);

const sums = (rows: number, columns: number, b: Fragments): string =>
  unroll(rows, (i) =>
    unroll(
      columns / lanesOf(b),
      (j) => `  var sum${i}_${j} = ${b.alongDepth ? "0.0" : "vec4f()"};`,
    ),
  );

/** Four steps of the depth: each fragment is read once, as late as possible. */
function multiplyAdds(rows: number, columns: number, a: Fragments, b: Fragments): string {
  const bVectors = columns / lanesOf(b);
  const declareB = (d: number) => unroll(bVectors, (j) => b.declare(j, d));
  const add = (i: number, d: number, ofA: string) =>
    unroll(bVectors, (j) => {
      const ofB = b.name(j, d);
      const product = b.alongDepth ? `${ofA}, ${ofB}.${components[d]}` : `vec4f(${ofA}), ${ofB}`;
      return `      sum${i}_${j} = fma(${product}, sum${i}_${j});`;
    });
  if (a.alongDepth)
    return `${b.alongDepth ? declareB(0) : unroll(4, declareB)}
${unroll(rows, (i) => `${a.declare(i, 0)}\n${unroll(4, (d) => add(i, d, `${a.name(i, 0)}.${components[d]}`))}`)}`;
  return `${b.alongDepth ? declareB(0) : ""}
${unroll(
  4,
  (d) => `${b.alongDepth ? "" : declareB(d)}
${unroll(rows / 4, (i) => a.declare(i, d))}
${unroll(rows, (i) => add(i, d, `${a.name(i >> 2, d)}.${components[i & 3]}`))}`,
)}`;
}

/** The sums, finished, into the rows and columns that there are. */
function stores(
  rows: number,
  columns: number,
  a: Fragments,
  b: Fragments,
  vector: boolean,
): string {
  const width = lanesOf(b);
  const rowOf = (i: number) =>
    a.alongDepth ? `row0 + ${a.place(i)}` : `row0 + 4u * (${a.place(i >> 2)}) + ${i & 3}u`;
  const storeOne = (column: string, value: string, count = "params.n") =>
    `      if (${column} < ${count}) { c[at + ${column}] = finish(${value}, at + ${column}, ${column}); }`;
  const store = (i: number, j: number): string => {
    if (b.alongDepth) return storeOne(`(column0 + ${b.place(j)})`, `sum${i}_${j}`);
    const column = `(column0 / 4u + ${b.place(j)})`;
    if (vector) return storeOne(column, `sum${i}_${j}`, "params.cPitch");
    return unroll(width, (d) =>
      storeOne(`(4u * ${column} + ${d}u)`, `sum${i}_${j}.${components[d]}`),
    );
  };
  return unroll(
    rows,
    (i) => `  {
    let row = ${rowOf(i)};
    if (row < params.m) {
      let at = cFrom + row * params.cPitch;
${unroll(columns / width, (j) => store(i, j))}
    }
  }`,
  );
}
