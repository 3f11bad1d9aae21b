import {
  type Adjective,
  adjectives,
  type Gender,
  type Kind,
  modals,
  type Noun,
  nouns,
  places,
  times,
  type Verb,
  verbs,
} from "./lexicon.ts";

/** An English sentence and what it is in German, words and signs apart by spaces. */
export interface Translation {
  readonly en: string;
  readonly de: string;
}

/** A number from 0 to below `count`. */
export type Choose = (count: number) => number;

type Case = "nominative" | "accusative" | "dative";

/** Who or what a sentence speaks of: "the two small cats". */
interface Phrase {
  readonly noun: Noun;
  readonly plural: boolean;
  readonly definite: boolean;
  readonly adjective: Adjective | undefined;
}

const articles = {
  nominative: { m: "der", f: "die", n: "das", plural: "die" },
  accusative: { m: "den", f: "die", n: "das", plural: "die" },
  dative: { m: "dem", f: "der", n: "dem", plural: "den" },
} as const;
const indefinite = {
  nominative: { m: "ein", f: "eine", n: "ein" },
  accusative: { m: "einen", f: "eine", n: "ein" },
  dative: { m: "einem", f: "einer", n: "einem" },
} as const;
const pronouns = { m: "er", f: "sie", n: "es", plural: "sie" } as const;

/** A made-up sentence about animals and people, in both languages. */
export function animalSentence(choose: Choose): Translation {
  const pick = <T>(from: readonly T[]): T => from[choose(from.length)]!;
  const chance = (percent: number) => choose(100) < percent;

  const phrase = (kinds: readonly Kind[]): Phrase => {
    const kind = pick(kinds);
    const noun = pick(nouns.filter((n) => n.kind === kind));
    const uncountable = kind === "drink";
    const plural = !uncountable && chance(25);
    const fitting = adjectives.filter(({ of }) => of.includes(kind));
    return {
      ...{ noun, plural, definite: plural || uncountable || chance(70) },
      adjective: chance(35) ? pick(fitting) : undefined,
    };
  };

  const verb = pick(verbs);
  const subject = phrase(verb.subject);
  const object =
    verb.object &&
    phrase(verb.object.filter((k) => k !== subject.noun.kind || verb.object!.length === 1));
  const place = chance(verb.object ? 25 : 60) ? pick(places) : undefined;
  const parts = { subject, verb, object, place };

  const form = choose(100);
  if (form < 30) return ended(statement(parts), ".");
  if (form < 42) return ended(fronted(parts, pick(times)), ".");
  if (form < 52) return ended(negated(parts), ".");
  if (form < 64) return ended(modal(parts, pick(modals)), ".");
  if (form < 74) return ended(past(parts), ".");
  if (form < 84) return ended(question(parts), "?");
  const state = pick(
    adjectives.filter(
      ({ en, of }) =>
        of.includes(subject.noun.kind) &&
        ["hungry", "tired", "happy", "old", "young", "wild"].includes(en),
    ),
  );
  return ended(because(parts, state), ".");
}

interface Parts {
  readonly subject: Phrase;
  readonly verb: Verb;
  readonly object: Phrase | undefined;
  readonly place: readonly [en: string, de: string] | undefined;
}

const ended = ({ en, de }: Translation, mark: string): Translation => ({
  en: `${en} ${mark}`,
  de: `${de} ${mark}`,
});

const words = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(" ");

const statement = (p: Parts): Translation => ({
  en: words(english(p.subject), form(p.verb.en, p), objectEn(p), p.place?.[0]),
  de: words(german(p.subject, "nominative"), form(p.verb.de, p), objectDe(p), p.place?.[1]),
});

/** The German verb is the second part of a sentence, whatever comes first. */
const fronted = (p: Parts, [en, de]: readonly [string, string]): Translation => ({
  en: words(en, english(p.subject), form(p.verb.en, p), objectEn(p), p.place?.[0]),
  de: words(de, form(p.verb.de, p), german(p.subject, "nominative"), objectDe(p), p.place?.[1]),
});

const negated = (p: Parts): Translation => ({
  en: words(
    english(p.subject),
    p.subject.plural ? "do not" : "does not",
    p.verb.en.infinitive,
    objectEn(p),
    p.place?.[0],
  ),
  de: words(
    german(p.subject, "nominative"),
    form(p.verb.de, p),
    objectDe(p),
    "nicht",
    p.place?.[1],
  ),
});

/** The German infinitive stands at the end. */
const modal = (p: Parts, m: (typeof modals)[number]): Translation => ({
  en: words(
    english(p.subject),
    p.subject.plural && "enSeveral" in m ? m.enSeveral : m.en,
    p.verb.en.infinitive,
    objectEn(p),
    p.place?.[0],
  ),
  de: words(
    german(p.subject, "nominative"),
    form(m, p),
    objectDe(p),
    p.place?.[1],
    p.verb.de.infinitive,
  ),
});

const past = (p: Parts): Translation => ({
  en: words("yesterday", english(p.subject), p.verb.enPast, objectEn(p), p.place?.[0]),
  de: words(
    "gestern",
    p.verb.dePast[p.subject.plural ? 1 : 0],
    german(p.subject, "nominative"),
    objectDe(p),
    p.place?.[1],
  ),
});

const question = (p: Parts): Translation => ({
  en: words(
    p.subject.plural ? "do" : "does",
    english(p.subject),
    p.verb.en.infinitive,
    objectEn(p),
    p.place?.[0],
  ),
  de: words(form(p.verb.de, p), german(p.subject, "nominative"), objectDe(p), p.place?.[1]),
});

/** "it" is er, sie or es: what it stands for decides. The verb of the second German clause comes last. */
const because = (p: Parts, state: Adjective): Translation => {
  const { en, de } = statement(p);
  const { plural, noun } = p.subject;
  return {
    en: `${en} because ${plural ? "they are" : `${noun.pronoun} is`} ${state.en}`,
    de: `${de} , weil ${plural ? pronouns.plural : pronouns[noun.gender]} ${state.de} ${plural ? "sind" : "ist"}`,
  };
};

const form = (
  forms: { readonly one?: string; readonly several: string; readonly en?: unknown },
  { subject }: Parts,
): string => (subject.plural ? forms.several : forms.one!);

const objectEn = ({ object }: Parts) => object && english(object);
const objectDe = ({ object, verb }: Parts) =>
  object && german(object, verb.objectCase ?? "accusative");

function english({ noun, plural, definite, adjective }: Phrase): string {
  const rest = words(adjective?.en, plural ? noun.enPlural : noun.en);
  if (definite) return `the ${rest}`;
  return `${/^[aeiou]/.test(rest) ? "an" : "a"} ${rest}`;
}

function german({ noun, plural, definite, adjective }: Phrase, which: Case): string {
  const { gender } = noun;
  if (plural) {
    const dative = which === "dative" && !/[ns]$/.test(noun.dePlural);
    return words(
      articles[which].plural,
      adjective && `${stem(adjective)}en`,
      noun.dePlural + (dative ? "n" : ""),
    );
  }
  const article = definite ? articles[which][gender] : indefinite[which][gender];
  const name = which === "nominative" ? noun.de : noun.deOther;
  return words(article, adjective && stem(adjective) + ending(which, gender, definite), name);
}

/** müde, müder: the e stands once. */
const stem = ({ de }: Adjective): string => de.replace(/e$/, "");

/** Of an adjective behind der or ein. */
function ending(which: Case, gender: Gender, definite: boolean): string {
  if (which === "dative" || (which === "accusative" && gender === "m")) return "en";
  if (definite || gender === "f") return "e";
  return gender === "m" ? "er" : "es";
}
