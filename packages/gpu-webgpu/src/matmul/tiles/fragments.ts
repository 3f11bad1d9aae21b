import { unroll } from "../../wgsl/unroll.ts";
import type { OperandTile } from "./operand-tile.ts";

/** How many lanes of a quad have fragments of a in common, and how many those of b. 1 and 1: every thread for itself. */
export interface QuadShape {
  readonly a: number;
  readonly b: number;
}

export const noSharing: QuadShape = { a: 1, b: 1 };

const shapes: readonly QuadShape[] = [
  { a: 2, b: 2 },
  { a: 4, b: 1 },
  { a: 1, b: 4 },
  { a: 2, b: 1 },
  { a: 1, b: 2 },
];

/** A tile, and the rows or columns of the result that each thread computes from it. */
interface Side {
  readonly tile: Pick<OperandTile, "alongDepth">;
  readonly outputs: number;
}

/** Each lane has as many whole fragments as the others at every depth. */
const sharesSide = ({ tile, outputs }: Side, lanes: number): boolean =>
  (tile.alongDepth ? outputs : outputs / 4) % lanes === 0;

/** The four lanes can read a depth each. */
const sharesDepth = ({ tile }: Side, lanes: number): boolean => lanes === 4 && !tile.alongDepth;

/** The shape with which a thread reads the least; of two alike that in which nothing is shared by depth. */
export function quadShape(a: Side, b: Side): QuadShape {
  const fits = (test: typeof sharesSide) =>
    shapes.filter((shape) => test(a, shape.a) && test(b, shape.b));
  const reads = (shape: QuadShape) => a.outputs / shape.a + b.outputs / shape.b;
  const alongSides = fits(sharesSide);
  const all = fits((side, lanes) => sharesSide(side, lanes) || sharesDepth(side, lanes));
  return [...alongSides, ...all].reduce(
    (best, shape) => (reads(shape) < reads(best) ? shape : best),
    noSharing,
  );
}

/** Threads of a workgroup along the tile's columns and rows. */
interface Threads {
  readonly across: number;
  readonly down: number;
}

/** WGSL that declares `across` and `down`, the thread's place among those of its workgroup, and its shares. */
export function threadPlaces({ across }: Threads, { a, b }: QuadShape): string {
  if (a * b === 1) return `  let across = thread % ${across}u;\n  let down = thread / ${across}u;`;
  // The bits of one thread's position inside its subgroup are all that is known of it there.
  return `  let quad = thread / ${a * b}u;
  let shareOfA = subgroupLane % ${a}u;
  let shareOfB = subgroupLane / ${a}u % ${b}u;
  let across = quad % ${across / a}u * ${a}u + shareOfA;
  let down = quad / ${across / a}u * ${b}u + shareOfB;`;
}

/** The vec4s of an operand's tile that one thread multiplies with, and how they get to it. */
export interface Fragments {
  readonly alongDepth: boolean;
  /** WGSL before the loop over the depth. */
  readonly places: string;
  /** Declares fragment `i` at the depth `4 q + d`, once those before it and those of depths before it are declared. */
  readonly declare: (i: number, d: number) => string;
  readonly name: (i: number, d: number) => string;
  /** Which vec4 along the side of the tile fragment `i` is; the same at every depth. */
  readonly place: (i: number) => string;
}

/** Exchange with the lane whose number in its quad differs in these bits. */
const exchange: Readonly<Record<number, string>> = {
  1: "quadSwapX",
  2: "quadSwapY",
  3: "quadSwapDiagonal",
};

/** The fragments of a or of b, with the sharing of `quad`. */
export function fragments(
  name: "a" | "b",
  side: Side & { readonly tile: OperandTile },
  { across, down }: Threads,
  quad: QuadShape,
): Fragments {
  const along = name === "a" ? "down" : "across";
  const share = name === "a" ? "shareOfA" : "shareOfB";
  const places = { name, along, share, threads: name === "a" ? down : across };
  return sharesSide(side, quad[name])
    ? sideShares(side.tile, places, quad)
    : depthShares(side.tile, places);
}

/** Names, and how many threads there are along the side. */
interface Places {
  readonly name: "a" | "b";
  readonly along: string;
  readonly share: string;
  readonly threads: number;
}

/**
 * Every `lanes`-th fragment is read from the tile, the others are those that the lanes with the same fragments have
 * read. Each lane counts from its own share on, so that whatever comes from one neighbour has one name in all of them
 * and nothing is selected.
 */
function sideShares(
  tile: OperandTile,
  { name, along, share, threads }: Places,
  quad: QuadShape,
): Fragments {
  const lanes = quad[name];
  const bits = name === "a" ? 1 : quad.a; // lanes that share a lie side by side
  const nameOf = (i: number, d: number) => (tile.alongDepth ? `${name}${i}` : `${name}${d}_${i}`);
  const place = (i: number) => {
    const from = i % lanes;
    return `${name}Place${from} + ${threads * (i - from)}u`;
  };
  return {
    alongDepth: tile.alongDepth,
    places: unroll(
      lanes,
      (from) =>
        `  let ${name}Place${from} = ${lanes === 1 ? along : `${along} * ${lanes}u + (${share} ^ ${from}u)`};`,
    ),
    declare: (i, d) => {
      const from = i % lanes;
      const value =
        from === 0
          ? tile.vector(place(i), `${d}u`)
          : `${exchange[from * bits]}(${nameOf(i - from, d)})`;
      return `      let ${nameOf(i, d)} = ${value};`;
    },
    name: nameOf,
    place,
  };
}

/** Where a depth has fewer fragments than there are lanes: each lane of the quad reads one of four depths. */
function depthShares(tile: OperandTile, { name, along, share, threads }: Places): Fragments {
  const nameOf = (i: number, d: number) => `${name}${d}_${i}`;
  const place = (i: number) => `${along} + ${threads * i}u`;
  return {
    alongDepth: false,
    places: "",
    declare: (i, d) => {
      const own = `      let ${name}Own${i} = ${tile.vector(place(i), share)};\n`;
      return `${d === 0 ? own : ""}      let ${nameOf(i, d)} = quadBroadcast(${name}Own${i}, ${d}u);`;
    },
    name: nameOf,
    place,
  };
}
