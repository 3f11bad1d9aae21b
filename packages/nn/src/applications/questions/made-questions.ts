import type { DataParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import { fill, leads, openers, type Relation, relations } from "./question-grammar.ts";

export interface MadeQuestionsOptions {
  readonly seed: number;
  /** Questions to train on; a tenth as many are made to validate, and to test. */
  readonly count: number;
  /** Sentences of a passage at most; one passage of eight has three times as many. */
  readonly sentences: number;
}

const parts = ["training", "validation", "test"] as const;
type Part = (typeof parts)[number];

/** Of five templates and names three are trained on, one is for validation, one for the test. */
const partOf = (index: number): Part => parts[Math.max(0, (index % 5) - 2)]!;

const syllables =
  "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo vu".split(
    " ",
  );

/**
 * Passages of who lives where, was born when, works for whom, ..., and questions on them, one in five of which the passage does
 * not answer. No name and no template (an opener with a question, a lead with a statement) is in two parts, though all words
 * of the templates are in all of them.
 */
export function madeQuestions({
  seed,
  count,
  sentences,
}: MadeQuestionsOptions): DataParts<AnsweredQuestion> {
  const draws = new Draws(seed);
  const make = (part: Part, size: number) =>
    Array.from({ length: size }, () => madeQuestion(draws, part, sentences));
  const heldOut = Math.max(50, Math.round(count / 10));
  return {
    training: make("training", count),
    validation: make("validation", heldOut),
    test: make("test", heldOut),
  };
}

interface Fact {
  readonly relation: Relation;
  readonly person: string;
  readonly answer: string;
}

function madeQuestion(draws: Draws, part: Part, sentences: number): AnsweredQuestion {
  const size = (2 + draws.below(sentences - 1)) * (draws.below(8) === 0 ? 3 : 1);
  const people = Array.from({ length: Math.max(2, Math.ceil(size / 2)) }, () =>
    nameOf(draws, part),
  );
  const facts = new Map<string, Fact>();
  for (let tries = 0; facts.size < size && tries < 20 * size; tries++) {
    const [relation, person] = [draws.one(relations), draws.one(people)];
    const answer = relation.answer({
      name: () => nameOf(draws, part),
      below: (below) => draws.below(below),
      one: (list) => draws.one(list),
    });
    facts.set(`${relation.name} ${person}`, { relation, person, answer });
  }
  const told = [...facts.values()];
  const unsaid = people.flatMap((person) =>
    relations
      .filter(({ name }) => !facts.has(`${name} ${person}`))
      .map((relation) => ({ relation, person, answer: "" })),
  );
  const asked = draws.below(5) === 0 && unsaid.length > 0 ? draws.one(unsaid) : draws.one(told);
  let context = "";
  let start = -1;
  for (const fact of told) {
    const template = templateOf(draws, part, leads, fact.relation.statements);
    const sentence = fill(template, fact);
    if (context !== "") context += " ";
    if (fact === asked) start = context.length + sentence.lastIndexOf(fact.answer);
    context += sentence;
  }
  const question = fill(templateOf(draws, part, openers, asked.relation.questions), asked);
  const answers = start < 0 ? [] : [{ text: asked.answer, start }]; // all of it is ASCII
  return { question, context, answers };
}

/** A beginning and a phrase whose combination is of this part. */
function templateOf(
  draws: Draws,
  part: Part,
  beginnings: readonly string[],
  phrases: readonly string[],
): string {
  for (;;) {
    const [b, p] = [draws.below(beginnings.length), draws.below(phrases.length)];
    if (partOf(b + 2 * p) === part) return `${beginnings[b]}${phrases[p]}`;
  }
}

/** A name of two or three syllables that this part alone has. */
function nameOf(draws: Draws, part: Part): string {
  for (;;) {
    const drawn = Array.from({ length: 2 + draws.below(2) }, () => draws.below(syllables.length));
    if (partOf(drawn.reduce((sum, one) => 7 * sum + one, 0)) !== part) continue;
    const name = drawn.map((one) => syllables[one]!).join("");
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
}
