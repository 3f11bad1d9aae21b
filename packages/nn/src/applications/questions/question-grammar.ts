/** What draws names and numbers. */
export interface Drawing {
  name(): string;
  below(below: number): number;
  one<T>(list: readonly T[]): T;
}

/** Something that is said of a person {P}: the answer {A}. */
export interface Relation {
  readonly name: string;
  readonly statements: readonly string[];
  readonly questions: readonly string[];
  answer(drawing: Drawing): string;
}

/** What sentences of a passage begin with. */
export const leads = ["", "as people say , ", "today ", "we read that ", "it is known that "];

/** And questions. */
export const openers = ["", "please say , ", "tell me , ", "do you know , ", "one more thing , "];

export const relations: readonly Relation[] = [
  {
    name: "home",
    statements: ["{P} lives in {A} .", "the home of {P} is in {A} .", "{P} has a house in {A} ."],
    questions: [
      "where does {P} live ?",
      "where is the home of {P} ?",
      "in which town does {P} have a house ?",
    ],
    answer: ({ name }) => name(),
  },
  {
    name: "birth",
    statements: [
      "{P} was born in {A} .",
      "the year of the birth of {P} is {A} .",
      "{A} is when {P} was born .",
    ],
    questions: [
      "when was {P} born ?",
      "what is the year of the birth of {P} ?",
      "in which year was {P} born ?",
    ],
    answer: ({ below }) => String(1900 + below(100)),
  },
  {
    name: "dog",
    statements: [
      "{P} has a dog called {A} .",
      "the dog of {P} is {A} .",
      "{A} is the name of the dog of {P} .",
    ],
    questions: [
      "what is the dog of {P} called ?",
      "which dog does {P} have ?",
      "what is the name of the dog of {P} ?",
    ],
    answer: ({ name }) => name(),
  },
  {
    name: "work",
    statements: ["{P} works for {A} .", "the firm of {P} is {A} .", "{A} pays {P} for work ."],
    questions: [
      "who does {P} work for ?",
      "what is the firm of {P} ?",
      "which firm pays {P} for work ?",
    ],
    answer: ({ name, one }) => `${name()} ${one(["Works", "Group", "Ltd"])}`,
  },
  {
    name: "teacher",
    statements: ["{P} learns from {A} .", "the teacher of {P} is {A} .", "{A} teaches {P} ."],
    questions: ["who does {P} learn from ?", "who is the teacher of {P} ?", "who teaches {P} ?"],
    answer: ({ name }) => name(),
  },
];

/** A template with a person and an answer in it. */
export const fill = (
  template: string,
  { person, answer }: { readonly person: string; readonly answer: string },
): string => template.replaceAll("{P}", person).replaceAll("{A}", answer);
