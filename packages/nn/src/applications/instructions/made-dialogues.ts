import { type DataParts, splitParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { type Dialogue, dialogueLines } from "./dialogue.ts";

export const names = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jan"];
const things = ["lamp", "cup", "chair", "boat", "coat", "door", "ball", "book"];
const colours = ["red", "blue", "green", "black", "white", "brown", "yellow", "grey"];
const opposites = [
  ...[
    ["hot", "cold"],
    ["big", "small"],
    ["old", "new"],
    ["fast", "slow"],
    ["dark", "light"],
  ],
  ...[
    ["full", "empty"],
    ["open", "shut"],
    ["wet", "dry"],
  ],
] as const;

/** Exchanges of a dialogue at most: what was said before does not matter, but for a name. */
export const MOST = 3;

/** How people say who they are, and how they may be greeted: dialogues leave open which way belongs to which. */
export const introductions = [
  (name: string) => `My name is ${name}.`,
  (name: string) => `I am ${name}.`,
] as const;
export const greetings = [
  (name: string) => `Good day, ${name}.`,
  (name: string) => `Hello ${name}!`,
] as const;

/** A question and its answer, or a name and a question for it. */
export const ask = (draws: Draws): Dialogue => {
  const [name, thing, other] = [draws.one(names), draws.one(things), draws.one(things)];
  const [colour, second] = [draws.one(colours), draws.one(colours)];
  const user = (content: string) => ({ role: "user" as const, content });
  const assistant = (content: string) => ({ role: "assistant" as const, content });
  const kind = draws.below(5);
  if (kind === 0)
    return {
      messages: [
        ...[user(draws.one(introductions)(name)), assistant(draws.one(greetings)(name))],
        ...[user("What is my name?"), assistant(`Your name is ${name}.`)],
      ],
    };
  if (kind === 1)
    return {
      messages: [
        user(`The ${thing} is ${colour}. What colour is the ${thing}?`),
        assistant(`The ${thing} is ${colour}.`),
      ],
    };
  if (kind === 2)
    return {
      messages: [
        user(`Say ${thing} and ${other} the other way round.`),
        assistant(`${other} and ${thing}`),
      ],
    };
  if (kind === 3) {
    const [one, opposite] = draws.one(opposites);
    return {
      messages: [
        user(`The ${thing} is not ${one}. What is it?`),
        assistant(`The ${thing} is ${opposite}.`),
      ],
    };
  }
  return {
    messages: [
      user(`${name} has a ${colour} ${thing} and a ${second} ${other}. What has ${name}?`),
      assistant(`A ${thing} and a ${other}.`),
    ],
  };
};

/** Dialogues whose answers stand in their questions, or earlier: names, colours, things, opposites. None is in two parts. */
export function madeDialogues(seed: number, count: number): DataParts<Dialogue> {
  const draws = new Draws(seed);
  const dialogues = Array.from({ length: count }, () => ({
    messages: Array.from({ length: 1 + draws.below(MOST) }, () => ask(draws).messages).flat(),
  }));
  return splitParts(dialogues, "the made dialogues", dialogueLines);
}
