/** Tokens by their bytes, so that those that begin alike are gone through once. In the order of a walk, depth first. */
export class TokenTrie {
  /** Of each node, the byte that leads to it. */
  readonly bytes: Uint8Array;
  /** Of each node, how many bytes lead to it. */
  readonly depths: Uint16Array;
  /** Of each node, the first one that is not below it. */
  readonly skips: Int32Array;
  /** Of each node and one more, where its tokens begin in `ids`. */
  readonly firsts: Int32Array;
  readonly ids: Int32Array;
  /** Most bytes of a token. */
  readonly longest: number;
  /** The bytes that are tokens of their own. */
  readonly single: ReadonlySet<number>;
  /** Ids are below it. */
  readonly width: number;

  /** @param tokens the bytes of each id, each as a character; "" of those that are left out */
  constructor(tokens: readonly string[]) {
    const order = [...tokens.keys()].filter((id) => isFit(tokens[id]!));
    order.sort((a, b) => compare(tokens[a]!, tokens[b]!));
    const most = order.reduce((sum, id) => sum + tokens[id]!.length, 0);
    const bytes = new Uint8Array(most);
    const depths = new Uint16Array(most);
    const skips = new Int32Array(most);
    const firsts = new Int32Array(most + 1);
    /** The nodes on the way to the token before. */
    const path: number[] = [];
    let [count, before, longest] = [0, "", 0];
    for (const [place, id] of order.entries()) {
      const token = tokens[id]!;
      let common = 0;
      while (common < token.length && token[common] === before[common]) common++;
      while (path.length > common) skips[path.pop()!] = count;
      for (let depth = common; depth < token.length; depth++) {
        bytes[count] = token.charCodeAt(depth);
        depths[count] = depth + 1;
        path.push(count);
        firsts[count++] = place; // for all but the last there are none
      }
      longest = Math.max(longest, token.length);
      before = token;
    }
    while (path.length > 0) skips[path.pop()!] = count;
    firsts[count] = order.length;
    this.bytes = bytes.slice(0, count);
    this.depths = depths.slice(0, count);
    this.skips = skips.slice(0, count);
    this.firsts = firsts.slice(0, count + 1);
    this.ids = Int32Array.from(order);
    this.longest = longest;
    this.single = new Set(
      order.filter((id) => tokens[id]!.length === 1).map((id) => tokens[id]!.charCodeAt(0)),
    );
    this.width = tokens.length;
  }
}

/** Longer tokens than any model has are left out. */
const isFit = ({ length }: string): boolean => length > 0 && length <= 0xffff;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
