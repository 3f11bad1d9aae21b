/** Grammatical gender of a German noun: der, die, das. */
export type Gender = "m" | "f" | "n";
/** Who can do what to whom is decided by these, so that a model has something to learn. */
export type Kind = "person" | "hunter" | "grazer" | "small" | "meat" | "plant" | "dish" | "drink";

export interface Noun {
  readonly en: string;
  readonly enPlural: string;
  readonly de: string;
  readonly dePlural: string;
  /** Accusative and dative of the singular, where they are not the nominative: "den Hasen". */
  readonly deOther: string;
  readonly gender: Gender;
  readonly kind: Kind;
  /** By which English speaks of one: a girl is she, though das Mädchen is es. */
  readonly pronoun: "he" | "she" | "it";
}

const noun = (
  kind: Kind,
  gender: Gender,
  en: string,
  de: string,
  dePlural: string,
  enPlural = `${en}s`,
  deOther = de,
): Noun => ({
  ...{ en, enPlural, de, dePlural, deOther, gender, kind },
  pronoun: kind === "person" && en !== "child" ? (gender === "m" ? "he" : "she") : "it",
});

export const nouns: readonly Noun[] = [
  noun("person", "f", "woman", "Frau", "Frauen", "women"),
  noun("person", "m", "man", "Mann", "Männer", "men"),
  noun("person", "n", "child", "Kind", "Kinder", "children"),
  noun("person", "n", "girl", "Mädchen", "Mädchen"),
  noun("person", "m", "boy", "Junge", "Jungen", "boys", "Jungen"),
  noun("person", "m", "farmer", "Bauer", "Bauern", "farmers", "Bauern"),
  noun("hunter", "f", "cat", "Katze", "Katzen"),
  noun("hunter", "m", "dog", "Hund", "Hunde"),
  noun("hunter", "m", "fox", "Fuchs", "Füchse", "foxes"),
  noun("hunter", "m", "wolf", "Wolf", "Wölfe", "wolves"),
  noun("hunter", "f", "owl", "Eule", "Eulen"),
  noun("hunter", "f", "snake", "Schlange", "Schlangen"),
  noun("grazer", "n", "horse", "Pferd", "Pferde"),
  noun("grazer", "f", "cow", "Kuh", "Kühe"),
  noun("grazer", "f", "goat", "Ziege", "Ziegen"),
  noun("grazer", "n", "sheep", "Schaf", "Schafe", "sheep"),
  noun("grazer", "m", "donkey", "Esel", "Esel"),
  noun("small", "f", "mouse", "Maus", "Mäuse", "mice"),
  noun("small", "m", "rabbit", "Hase", "Hasen", "rabbits", "Hasen"),
  noun("small", "m", "frog", "Frosch", "Frösche"),
  noun("small", "f", "duck", "Ente", "Enten"),
  noun("small", "m", "bird", "Vogel", "Vögel"),
  noun("meat", "m", "fish", "Fisch", "Fische", "fish"),
  noun("meat", "f", "sausage", "Wurst", "Würste"),
  noun("plant", "m", "apple", "Apfel", "Äpfel"),
  noun("plant", "f", "carrot", "Karotte", "Karotten"),
  noun("plant", "f", "nut", "Nuss", "Nüsse"),
  noun("plant", "f", "berry", "Beere", "Beeren", "berries"),
  noun("dish", "m", "cake", "Kuchen", "Kuchen"),
  noun("dish", "f", "soup", "Suppe", "Suppen"),
  noun("dish", "n", "egg", "Ei", "Eier"),
  noun("drink", "n", "water", "Wasser", "Wasser", "water"),
  noun("drink", "f", "milk", "Milch", "Milch", "milk"),
];

export interface Adjective {
  readonly en: string;
  readonly de: string;
  /** What it may be said of. */
  readonly of: readonly Kind[];
}

const animals = ["hunter", "grazer", "small"] as const;
const alive = ["person", ...animals] as const;
const food = ["meat", "plant", "dish"] as const;

export const adjectives: readonly Adjective[] = [
  { en: "small", de: "klein", of: [...alive, ...food] },
  { en: "big", de: "groß", of: [...alive, ...food] },
  { en: "old", de: "alt", of: [...alive, "dish"] },
  { en: "young", de: "jung", of: alive },
  { en: "hungry", de: "hungrig", of: alive },
  { en: "tired", de: "müde", of: alive },
  { en: "happy", de: "froh", of: alive },
  { en: "wild", de: "wild", of: animals },
  { en: "black", de: "schwarz", of: animals },
  { en: "white", de: "weiß", of: animals },
  { en: "red", de: "rot", of: ["plant"] },
  { en: "sweet", de: "süß", of: ["plant", "dish"] },
  { en: "warm", de: "warm", of: ["dish", "drink"] },
  { en: "cold", de: "kalt", of: ["dish", "drink"] },
];

/** The forms of a verb that sentences need: of one, of several, unchanged. */
export interface Forms {
  readonly one: string;
  readonly several: string;
  readonly infinitive: string;
}

export interface Verb {
  readonly en: Forms;
  readonly de: Forms;
  readonly enPast: string;
  readonly dePast: readonly [one: string, several: string];
  readonly subject: readonly Kind[];
  /** Undefined for verbs without an object. */
  readonly object?: readonly Kind[];
  readonly objectCase?: "accusative" | "dative";
}

const forms = (one: string, several: string, infinitive = several): Forms => ({
  one,
  several,
  infinitive,
});

export const verbs: readonly Verb[] = [
  // One English verb, two German ones: who eats decides.
  {
    ...{ en: forms("eats", "eat"), enPast: "ate", subject: ["person"] },
    ...{ de: forms("isst", "essen"), dePast: ["aß", "aßen"], object: food },
  },
  {
    ...{ en: forms("eats", "eat"), enPast: "ate", subject: ["hunter"] },
    ...{ de: forms("frisst", "fressen"), dePast: ["fraß", "fraßen"], object: ["meat", "small"] },
  },
  {
    ...{ en: forms("eats", "eat"), enPast: "ate", subject: ["grazer", "small"] },
    ...{ de: forms("frisst", "fressen"), dePast: ["fraß", "fraßen"], object: ["plant"] },
  },
  {
    ...{ en: forms("drinks", "drink"), enPast: "drank", subject: alive },
    ...{ de: forms("trinkt", "trinken"), dePast: ["trank", "tranken"], object: ["drink"] },
  },
  {
    ...{ en: forms("chases", "chase"), enPast: "chased", subject: ["hunter"] },
    ...{ de: forms("jagt", "jagen"), dePast: ["jagte", "jagten"], object: ["small", "grazer"] },
  },
  {
    ...{ en: forms("sees", "see"), enPast: "saw", subject: alive },
    ...{ de: forms("sieht", "sehen"), dePast: ["sah", "sahen"], object: [...alive, ...food] },
  },
  {
    ...{ en: forms("hears", "hear"), enPast: "heard", subject: alive },
    ...{ de: forms("hört", "hören"), dePast: ["hörte", "hörten"], object: alive },
  },
  {
    ...{ en: forms("feeds", "feed"), enPast: "fed", subject: ["person"] },
    ...{ de: forms("füttert", "füttern"), dePast: ["fütterte", "fütterten"], object: animals },
  },
  {
    ...{ en: forms("helps", "help"), enPast: "helped", subject: ["person"] },
    ...{ de: forms("hilft", "helfen"), dePast: ["half", "halfen"], object: alive },
    objectCase: "dative",
  },
  {
    ...{ en: forms("follows", "follow"), enPast: "followed", subject: alive },
    ...{ de: forms("folgt", "folgen"), dePast: ["folgte", "folgten"], object: alive },
    objectCase: "dative",
  },
  {
    ...{ en: forms("sleeps", "sleep"), enPast: "slept", subject: alive },
    ...{ de: forms("schläft", "schlafen"), dePast: ["schlief", "schliefen"] },
  },
  {
    ...{ en: forms("plays", "play"), enPast: "played", subject: alive },
    ...{ de: forms("spielt", "spielen"), dePast: ["spielte", "spielten"] },
  },
  {
    ...{ en: forms("sings", "sing"), enPast: "sang", subject: ["person", "small"] },
    ...{ de: forms("singt", "singen"), dePast: ["sang", "sangen"] },
  },
];

/** [English, German] */
export const places = [
  ["in the garden", "im Garten"],
  ["in the house", "im Haus"],
  ["in the forest", "im Wald"],
  ["on the meadow", "auf der Wiese"],
  ["under the tree", "unter dem Baum"],
  ["behind the barn", "hinter der Scheune"],
  ["by the river", "am Fluss"],
  ["on the roof", "auf dem Dach"],
] as const;

export const times = [
  ["today", "heute"],
  ["now", "jetzt"],
  ["often", "oft"],
  ["sometimes", "manchmal"],
  ["tonight", "heute Nacht"],
] as const;

export const modals = [
  { en: "can", one: "kann", several: "können" },
  { en: "must", one: "muss", several: "müssen" },
  { en: "wants to", enSeveral: "want to", one: "will", several: "wollen" },
] as const;
