import { type Automaton, dead, type State } from "../automaton/automaton.ts";
import { Heap } from "../automaton/heap.ts";
import { type TokenGroup, TokenGroups } from "./token-group.ts";
import { TokenMask } from "./token-mask.ts";
import type { TokenTrie } from "./token-trie.ts";

/** States whose masks are kept: of 50,000 tokens they take some 15 MB. */
const mostKnown = 1000;
/** Ways that may turn out wrong in the search for an end; a state that needs more is taken to have none. */
const mostMisled = 200;
/** What is farther from an end is taken to have none. */
const mostBytes = 20_000;

/** What may come in a state. */
interface Followers {
  readonly groups: readonly Follower[];
  /** All of them. */
  readonly whole: TokenMask;
  /** The most of what is needed behind one of them. */
  readonly farthest: number;
}

interface Follower {
  readonly group: TokenGroup;
  /** Bytes, or tokens, that are needed behind these tokens at most. */
  readonly far: number;
}

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
  #known = new Map<State, Followers>();
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
    const { groups, whole, farthest } = this.#followers(state);
    if (farthest <= room) return whole;
    const rest = this.#rest;
    const mask = new TokenMask(this.#trie.width);
    for (const { group, far } of groups)
      if (far <= room || rest.need(group.next) <= room) mask.add(group);
    return mask;
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

  /** All tokens that may come in a state, by where they lead. */
  #followers(state: State): Followers {
    const known = this.#known.get(state);
    if (known) return known;
    const { firsts, ids, width } = this.#trie;
    const found = new TokenGroups(width);
    this.#walk(state, (node, next) => found.add(next, ids, firsts[node]!, firsts[node + 1]!));
    const rest = this.#rest;
    const groups = found
      .all()
      .map((group) => {
        const { next } = group;
        return { group, far: rest.#complete ? next.distance : rest.need(next) };
      })
      .filter(({ far }) => far < Number.POSITIVE_INFINITY);
    const whole = new TokenMask(width);
    for (const { group } of groups) whole.add(group);
    const farthest = groups.reduce((most, { far }) => Math.max(most, far), 0);
    const followers = { groups, whole, farthest };
    if (this.#known.size >= mostKnown) this.#known = new Map();
    this.#known.set(state, followers);
    return followers;
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
