import type { Span } from "../text/span.ts";
import { CharacterSets } from "./character-sets.ts";
import type { MatchingProgram } from "./matching-program.ts";
import { ended, failed, VisitedStates } from "./visited-states.ts";

/**
 * Finds what a backtracking engine finds, in its order, and tries no state twice at one place: a state is an instruction and
 * how many repetitions around it have taken something. So the time is at most the text's length times the program's,
 * over all matches of a text together. (Backtracking with memoisation; what looks ahead and what is atomic has its own.)
 */
export class LinearMatcher {
  readonly #program: MatchingProgram;
  readonly #sets: CharacterSets;
  readonly #visited: VisitedStates;
  /** States and what to go on with, of all programs that run inside each other. */
  readonly #pending: number[] = [];
  readonly #path: number[] = [];
  #text = "";
  #from = 0;

  constructor(program: MatchingProgram) {
    this.#program = program;
    this.#sets = new CharacterSets(program.sets);
    const width = program.instructions.length * (program.depth + 1);
    this.#visited = new VisitedStates(width, program.hasAtomic);
  }

  /**
   * The first match at or after a place.
   *
   * @throws RangeError where a text takes more memory than is granted
   */
  find(text: string, from: number): Span | undefined {
    if (text !== this.#text || from < this.#from) this.#visited.forget();
    this.#text = text;
    for (let start = from; start <= text.length; start = this.#behind(start)) {
      if (!this.#program.looksBack) this.#visited.forgetBefore(start);
      this.#from = start;
      const end = this.#run(this.#program.entry, 0, start, false);
      if (end >= 0) {
        // The states of the match itself are no failures; later searches begin here or behind.
        this.#visited.clear(end);
        return { start, end };
      }
    }
    this.#visited.forget();
    return undefined;
  }

  /** Where the program that begins at an instruction first ends; -1 where it does not. */
  #run(entry: number, taken: number, place: number, inner: boolean): number {
    const { instructions, depth } = this.#program;
    const [visited, pending, path] = [this.#visited, this.#pending, this.#path];
    const [pendingBase, pathBase] = [pending.length, path.length];
    let [at, k, here] = [entry, taken, place];
    for (;;) {
      const state = at * (depth + 1) + k;
      const known = visited.get(here, state);
      let end = known >= ended ? known - ended : -1;
      let goesOn = false;
      if (known === 0) {
        visited.set(here, state, failed);
        if (inner) path.push(here, state);
        const one = instructions[at]!;
        goesOn = true;
        switch (one.kind) {
          case "take": {
            const length = this.#taken(one.set, here, one.backward);
            goesOn = length > 0;
            here += one.backward ? -length : length;
            [at, k] = [one.next, depth];
            break;
          }
          case "peek":
            goesOn = this.#taken(one.set, here, one.backward) > 0 !== one.negated;
            at = one.next;
            break;
          case "split":
            pending.push(one.second, k, here, path.length);
            at = one.first;
            break;
          case "look":
            goesOn = this.#run(one.entry, 0, here, true) >= 0 !== one.negated;
            at = one.next;
            break;
          case "atomic": {
            const last = this.#run(one.entry, 0, here, true);
            goesOn = last >= 0;
            if (last !== here) k = depth;
            [at, here] = [one.next, last];
            break;
          }
          case "enter":
            [at, k] = [one.next, Math.min(k, one.depth - 1)];
            break;
          case "leave":
            goesOn = k >= one.depth;
            at = one.next;
            break;
          case "end":
            end = here;
            goesOn = false;
        }
      }
      if (end >= 0) {
        for (let i = pathBase; i < path.length; i += 2)
          visited.set(path[i]!, path[i + 1]!, ended + end);
        pending.length = pendingBase;
        path.length = pathBase;
        return end;
      }
      if (goesOn) continue;
      if (pending.length === pendingBase) {
        path.length = pathBase;
        return -1;
      }
      path.length = pending.pop()!;
      here = pending.pop()!;
      k = pending.pop()!;
      at = pending.pop()!;
    }
  }

  /** How many code units the character of a set takes; 0 where none of the set is there. */
  #taken(set: number, place: number, backward: boolean): number {
    const start = backward ? this.#before(place) : place;
    if (start < 0) return 0;
    const code = this.#text.codePointAt(start);
    if (code === undefined || !this.#sets.has(set, code)) return 0;
    return code > 0xffff ? 2 : 1;
  }

  /** Where the character before a place begins; -1 at the text's beginning. */
  #before(place: number): number {
    const whole = place > 1 && this.#text.codePointAt(place - 2)! > 0xffff;
    return whole ? place - 2 : place - 1;
  }

  #behind(place: number): number {
    return place + (this.#text.codePointAt(place)! > 0xffff ? 2 : 1);
  }
}
