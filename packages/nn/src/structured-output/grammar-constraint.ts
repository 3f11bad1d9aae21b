import type {
  ConstrainedSequences,
  Constraint,
  SequenceConstraint,
} from "../generation/constraint.ts";
import { expectObject } from "../options/expect-argument.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import { Automaton, type State } from "./automaton/automaton.ts";
import { alphabetOf, type Network, networkOf } from "./automaton/network.ts";
import { ConstraintError } from "./constraint-error.ts";
import type { Grammar } from "./expressions/expression.ts";
import { plainText, type TokenBytes, tokenBytesOf } from "./tokens/token-bytes.ts";
import { TokenMasks } from "./tokens/token-masks.ts";
import { TokenTrie } from "./tokens/token-trie.ts";

/** Texts of a grammar, in the tokens of a tokenizer. */
export class GrammarConstraint implements Constraint {
  readonly #who: string;
  readonly #tokenizer: Tokenizer;
  readonly #network: Network;
  readonly #automaton: Automaton;
  /** By what ends sequences, and whether the text begins with them. */
  readonly #masks = new Map<string, TokenMasks>();

  constructor(grammar: Grammar, tokenizer: Tokenizer, who: string) {
    expectObject(who, "tokenizer", tokenizer, "a tokenizer", "decode", "vocabSize", "toJSON");
    this.#who = who;
    this.#tokenizer = tokenizer;
    this.#network = networkOf(grammar, who);
    this.#automaton = new Automaton(this.#network, who);
  }

  decode(ids: readonly number[]): string {
    return plainText(this.#tokenizer, ids);
  }

  of(sequences: ConstrainedSequences): SequenceConstraint {
    const { opensText, ends } = sequences;
    const { inside, first } = tokenBytesOf(this.#tokenizer);
    const masks = this.#masksOf(inside, ends, undefined);
    const sequence = new ConstrainedText({
      ...{ sequences, masks, automaton: this.#automaton, who: this.#who },
      openingMasks: opensText && first !== inside ? this.#masksOf(first, ends, masks) : masks,
      bytes: { inside, first: opensText ? first : inside },
    });
    sequence.expectRoom();
    return sequence;
  }

  #masksOf(
    tokens: readonly string[],
    ends: readonly number[],
    rest: TokenMasks | undefined,
  ): TokenMasks {
    const { inside } = tokenBytesOf(this.#tokenizer);
    // Texts that end sequences are no part of them.
    const left = [...new Set(ends)].filter((id) => inside[id]).sort((a, b) => a - b);
    const key = `${tokens === inside ? "inside" : "first"} ${left.join()}`;
    const known = this.#masks.get(key);
    if (known) return known;
    const kept = tokens.map((token, id) => (left.includes(id) ? "" : token));
    const made = new TokenMasks(
      this.#automaton,
      left.length > 0 ? new TokenTrie(kept) : trieOf(tokens),
      alphabetOf(this.#network),
      rest,
    );
    this.#masks.set(key, made);
    return made;
  }
}

const tries = new WeakMap<readonly string[], TokenTrie>();

/** A vocabulary is sorted once, whatever is asked of it. */
function trieOf(tokens: readonly string[]): TokenTrie {
  const trie = tries.get(tokens) ?? new TokenTrie(tokens);
  tries.set(tokens, trie);
  return trie;
}

interface TextParts {
  readonly sequences: ConstrainedSequences;
  readonly masks: TokenMasks;
  /** Of the first token. */
  readonly openingMasks: TokenMasks;
  readonly automaton: Automaton;
  readonly bytes: TokenBytes;
  readonly who: string;
}

const withoutEnd = (ids: readonly number[], ends: readonly number[]): readonly number[] =>
  ends.includes(ids.at(-1)!) ? ids.slice(0, -1) : ids;

const tooShort = (need: string, room: number): string =>
  `the shortest text takes ${need} tokens, expected maxNewTokens (or maxLength) to leave as many; it leaves ${room}`;

/** Tokens of a text that is not looked for where there is no room for it. */
const longSearch = 1000;

interface Known {
  readonly count: number;
  readonly state: State | undefined;
}

/** The sequences of one generation. */
class ConstrainedText implements SequenceConstraint {
  readonly #parts: TextParts;
  /** Sequences that grow in place. */
  readonly #known = new WeakMap<readonly number[], Known>();

  constructor(parts: TextParts) {
    this.#parts = parts;
  }

  /** @throws ConstraintError where no text has room */
  expectRoom(): void {
    const { sequences, masks, openingMasks, automaton, who } = this.#parts;
    const { begun, longest } = sequences;
    const { start } = automaton;
    const room = longest - begun;
    const least = masks.leastNeed(start);
    if (least > Math.max(room, longSearch))
      throw new ConstraintError(`${who}: ${tooShort(`at least ${least}`, room)}`);
    automaton.begin();
    const need = openingMasks.need(start);
    if (need <= room) return;
    const why =
      need === Number.POSITIVE_INFINITY
        ? "no text that fits can be written with the tokenizer's tokens"
        : tooShort(String(need), room);
    throw new ConstraintError(`${who}: ${why}`);
  }

  /** Rule out what may not come next. */
  readonly process = (scores: Float64Array, { ids }: { readonly ids: readonly number[] }): void => {
    const { sequences, who } = this.#parts;
    if (ids.length < sequences.begun || ids.length >= sequences.longest) return; // that token is forced
    const state = this.#stateOf(ids);
    if (!state) return; // a beam that is out of the question has left the grammar
    const ends = state.accepts ? sequences.ends : [];
    const mask = this.#maskOf(state, ids);
    if (mask.count === 0 && ends.length === 0) {
      if (state.accepts) return; // it stops here; only a guess goes on
      throw new ConstraintError(`${who}: no token may follow ${this.#shown(ids)}`);
    }
    mask.apply(scores, ends);
    if (scores.every((score) => score === Number.NEGATIVE_INFINITY))
      throw new ConstraintError(
        `${who}: other options rule out all ${mask.count + ends.length} tokens that may follow ${this.#shown(ids)}`,
      );
  };

  /** Whether the text is whole and nothing can follow. */
  readonly stops = ({ ids }: { readonly ids: readonly number[] }): boolean => {
    if (ids.length < this.#parts.sequences.begun) return false;
    const state = this.#stateOf(ids);
    return state?.accepts === true && this.#maskOf(state, ids).count === 0;
  };

  expectWhole(found: readonly { readonly ids: readonly number[] }[], wanted: number): void {
    const { who, sequences } = this.#parts;
    const whole = found.filter(
      ({ ids }) => ids.length > sequences.begun && this.#stateOf(withoutEnd(ids, sequences.ends)),
    );
    if (whole.length === found.length) return;
    throw new ConstraintError(
      `${who}: numReturnSequences is ${wanted}, and beams found ${whole.length} of ${found.length} sequences, for there are no others; expected less`,
    );
  }

  #maskOf(state: State, ids: readonly number[]) {
    const { sequences, masks, openingMasks, automaton } = this.#parts;
    automaton.begin();
    const { begun, longest } = sequences;
    // Behind the last token the question is what could come if there were room.
    const room = ids.length < longest ? longest - ids.length - 1 : Number.POSITIVE_INFINITY;
    return (ids.length === begun ? openingMasks : masks).of(state, room);
  }

  /** Where the text is; undefined where it has left the grammar. */
  #stateOf(ids: readonly number[]): State | undefined {
    const { sequences, automaton, bytes } = this.#parts;
    const before = this.#known.get(ids);
    let { count, state }: Known =
      before && before.count <= ids.length
        ? before
        : { count: sequences.begun, state: automaton.start };
    for (; count < ids.length && state; count++) {
      const token = (count === sequences.begun ? bytes.first : bytes.inside)[ids[count]!] ?? "";
      state = automaton.behind(state, token);
    }
    this.#known.set(ids, { count, state });
    return state;
  }

  /** The end of the text so far. */
  #shown(ids: readonly number[]): string {
    const { sequences, bytes } = this.#parts;
    const own = ids.slice(sequences.begun);
    const written = own.map((id, i) => (i === 0 ? bytes.first : bytes.inside)[id] ?? "").join("");
    const text = new TextDecoder().decode(Uint8Array.from(written, (one) => one.charCodeAt(0)));
    return own.length === 0
      ? "at the beginning"
      : `${JSON.stringify(text.slice(-60))} (${own.length} tokens)`;
  }
}
