import { type Automaton, dead, type State } from "../automaton/automaton.ts";
import { Heap } from "../automaton/heap.ts";
import { TokenMask } from "./token-mask.ts";
import type { TokenTrie } from "./token-trie.ts";

/** Masks that are kept: of 50,000 tokens they take 6 MB. */
const mostMasks = 1000;
/** Ways that may turn out wrong in the search for an end; a state that needs more is taken to have none. */
const mostMisled = 200;
/** What is farther from an end is taken to have none. */
const mostBytes = 20_000;

/**
 * Which tokens may come in each state: those whose bytes lead on, and behind which the text can still be ended. They are
 * found by a walk over all tokens and all states at once, when a state is first met.
 */
export class TokenMasks {
  readonly #automaton: Automaton;
  readonly #trie: TokenTrie;
  /** Whether every byte that may come is a token, so that no state is beyond the vocabulary. */
  readonly #complete: boolean;
  /** Of the tokens that come behind. */
  readonly #rest: TokenMasks;
  #masks = new Map<State, TokenMask>();
  #needs = new WeakMap<State, number>();

  /**
   * @param alphabet the bytes that may come anywhere
   * @param rest of the tokens behind the first, where that one is written otherwise
   */
  constructor(
    automaton: Automaton,
    trie: TokenTrie,
    alphabet: Iterable<number>,
    rest?: TokenMasks,
  ) {
    this.#automaton = automaton;
    this.#trie = trie;
    this.#rest = rest ?? this;
    this.#complete = [...alphabet].every((byte) => trie.single.has(byte));
  }

  /** The tokens that may come where `room` more may come behind them. */
  of(state: State, room: number): TokenMask {
    const mask = this.#whole(state);
    if (mask.farthest <= room) return mask;
    const rest = this.#rest;
    return this.#masked(state, (next) =>
      (rest.#complete && next.distance <= room) || rest.need(next) <= room ? 0 : undefined,
    );
  }

  /** Tokens that end a text from here, at least. */
  leastNeed({ distance }: State): number {
    return Math.ceil(distance / this.#trie.longest);
  }

  /**
   * Tokens that end a text from here, not always the fewest; Infinity where the vocabulary cannot. From every state but an end
   * a token leads to one that needs one less at least.
   */
  need(state: State): number {
    if (state.accepts) return 0;
    if (this.#rest !== this) return this.#needWithFirst(state);
    const known = this.#needs.get(state);
    if (known !== undefined) return known;
    const from = new Map<State, State | undefined>([[state, undefined]]);
    const heap = new Heap<State>();
    heap.push(state, state.distance);
    // Nothing is nearer to an end than by a byte for each state.
    const most = mostMisled + Math.min(state.distance, mostBytes);
    for (let searched = 0; heap.size > 0 && searched < most; searched++) {
      const { item } = heap.pop();
      let need = item.accepts ? 0 : this.#needs.get(item);
      if (need === Number.POSITIVE_INFINITY) continue;
      if (need !== undefined) {
        for (let one = from.get(item); one; one = from.get(one)) this.#needs.set(one, ++need);
        return need;
      }
      this.#walk(item, (_, next) => {
        if (from.has(next)) return;
        from.set(next, item);
        heap.push(next, next.distance);
      });
    }
    this.#needs.set(state, Number.POSITIVE_INFINITY);
    return Number.POSITIVE_INFINITY;
  }

  /** The same where the first token is written otherwise. */
  #needWithFirst(state: State): number {
    const heap = new Heap<State>();
    const nexts = new Set<State>();
    this.#walk(state, (_, next) => nexts.add(next));
    for (const next of nexts) heap.push(next, next.distance);
    while (heap.size > 0) {
      const need = this.#rest.need(heap.pop().item);
      if (need < Number.POSITIVE_INFINITY) return need + 1;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** All tokens that may come where there is room for any end. */
  #whole(state: State): TokenMask {
    const known = this.#masks.get(state);
    if (known) return known;
    const mask = this.#masked(state, (next) => {
      const far = this.#rest.#complete ? next.distance : this.#rest.need(next);
      return far < Number.POSITIVE_INFINITY ? far : undefined;
    });
    if (this.#masks.size >= mostMasks) this.#masks = new Map();
    this.#masks.set(state, mask);
    return mask;
  }

  /** @param farOf how far the end is behind a token that may come; undefined where it may not */
  #masked(state: State, farOf: (next: State) => number | undefined): TokenMask {
    const { firsts, ids, width } = this.#trie;
    const mask = new TokenMask(width);
    const far = new Map<State, number | undefined>();
    this.#walk(state, (node, next) => {
      if (!far.has(next)) far.set(next, farOf(next));
      const own = far.get(next);
      if (own === undefined) return;
      mask.farthest = Math.max(mask.farthest, own);
      for (let i = firsts[node]!; i < firsts[node + 1]!; i++) mask.add(ids[i]!);
    });
    return mask;
  }

  /** Visit all tokens whose bytes lead on, and the states that they lead to. */
  #walk(state: State, visit: (node: number, next: State) => void): void {
    const { bytes, depths, skips, firsts } = this.#trie;
    const automaton = this.#automaton;
    const { classes } = automaton;
    const path: State[] = [state];
    let went = 0;
    for (let node = 0; node < bytes.length; went++) {
      const depth = depths[node]!;
      const before = path[depth - 1]!;
      const byte = bytes[node]!;
      const next = before.following[classes[byte]!] ?? automaton.next(before, byte);
      if (next === dead) {
        node = skips[node]!;
        continue;
      }
      if (firsts[node]! < firsts[node + 1]!) visit(node, next);
      path[depth] = next;
      node++;
    }
    automaton.went(went);
  }
}
