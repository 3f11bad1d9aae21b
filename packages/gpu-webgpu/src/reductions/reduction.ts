/** How many numbers become one. The order is fixed by the sizes alone, so the bits are the same every run. */
export interface Reduction {
  readonly name: string;
  /** WGSL: what `combine` and `mapped` call. */
  readonly functions?: string;
  /** WGSL: an f32 that changes nothing. */
  readonly identity: string;
  /** WGSL: two f32 combined, commutatively. Sums also keep what the additions round off: precise over millions. */
  readonly combine: "sum" | ((a: string, b: string) => string);
  /** WGSL: what an element enters with, an expression in the f32 `x`; the element itself unless said. */
  readonly mapped?: string;
}

/** Floats, or four of them that neighbour each other. */
export type Width = "f32" | "vec4f";

const components = ["x", "y", "z", "w"] as const;

// Knuth's sum of two: `lost` is exactly what the addition rounded off.
const mergedSum = `
  let sum = a.value + b.value;
  let added = sum - a.value;
  return State(sum, a.lost + b.lost + ((a.value - (sum - added)) + (b.value - added)));`;

/**
 * WGSL for numbers of one width. `State` is what was reduced so far; `gather` reduces `x[start]`, `x[start + step]` ...
 * up to `end`, four loads under way at a time, and of other `arrays` NAME `gather_NAME` does; `merged` joins two
 * states. `pairOf` joins the components of a state, `mergedPair` two such pairs, and `settled` is the result.
 */
export function reductionFunctions(
  { functions = "", identity, combine, mapped }: Reduction,
  width: Width,
  maps: boolean,
  arrays: readonly string[] = ["x"],
): string {
  const one = typeof combine === "function" ? combine("a", "b") : "a + b";
  const wide = (call: (component: string) => string) =>
    width === "f32" ? call("") : `vec4f(${components.map((c) => call(`.${c}`)).join(", ")})`;
  const merged =
    combine === "sum"
      ? mergedSum
      : `return State(${wide((c) => `combined(a.value${c}, b.value${c})`)}, ${width}());`;
  const mergedPair =
    combine === "sum"
      ? mergedSum.replaceAll("value", "x").replaceAll("lost", "y").replace("State", "vec2f")
      : "return vec2f(combined(a.x, b.x), 0.0);";
  const pair = (c: string) => `vec2f(state.value${c}, state.lost${c})`;
  const pairOf =
    width === "f32"
      ? pair("")
      : `mergedPair(mergedPair(${pair(".x")}, ${pair(".y")}), mergedPair(${pair(".z")}, ${pair(".w")}))`;
  return `${functions}
struct State { value: ${width}, lost: ${width} }
fn combined(a: f32, b: f32) -> f32 { return ${one}; }
fn entering(x: f32) -> f32 { return ${maps && mapped ? mapped : "x"}; }
fn merged(a: State, b: State) -> State { ${merged} }
fn mergedPair(a: vec2f, b: vec2f) -> vec2f { ${mergedPair} }
fn pairOf(state: State) -> vec2f { return ${pairOf}; }
fn settled(pair: vec2f) -> f32 {
  // Of an infinite sum nothing is lost.
  return select(pair.x + pair.y, pair.x, (bitcast<u32>(pair.x) & 0x7f800000u) == 0x7f800000u);
}
fn stateOf(x: ${width}) -> State { return State(${wide((c) => `entering(x${c})`)}, ${width}()); }
${arrays.map((array) => gather(array, width, identity)).join("")}`;
}

const gather = (array: string, width: Width, identity: string): string => `
fn ${array === "x" ? "gather" : `gather_${array}`}(start: u32, end: u32, step: u32) -> State {
  var state = State(${width}(${identity}), ${width}());
  var at = start;
  for (; at + 3u * step < end; at += 4u * step) {
    let a = ${array}[at];
    let b = ${array}[at + step];
    let c = ${array}[at + 2u * step];
    let d = ${array}[at + 3u * step];
    state = merged(merged(merged(merged(state, stateOf(a)), stateOf(b)), stateOf(c)), stateOf(d));
  }
  for (; at < end; at += step) { state = merged(state, stateOf(${array}[at])); }
  return state;
}`;
