import { RecipeError } from "../../recipes/settings-error.ts";
import type { AnsweredQuestion, TextPart } from "./answered-question.ts";

/**
 * Questions as SQuAD's files have them: one object with data, their paragraphs and their qas; or a JSON object a line with
 * question, context and answers, as Hugging Face's copies of it.
 *
 * @throws RecipeError that names the place, what was expected and what came
 */
export function parseSquad(text: string, name: string): readonly AnsweredQuestion[] {
  const plain = text.replace(/^\uFEFF/, "");
  const found = /\.(jsonl|ndjson)(\.gz)?$/i.test(name)
    ? parseRows(plain, name)
    : parseWhole(plain, name);
  if (found.length > 0) return found;
  throw new RecipeError(`${name} has no questions, expected some`);
}

function parseRows(text: string, name: string): readonly AnsweredQuestion[] {
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const at = `${name}: line ${i + 1}`;
    const row = objectOf(jsonOf(line, at), at);
    const context = textOf(row, "context", at);
    const { answers } = row;
    const given = Object(answers) as { readonly text?: unknown; readonly answer_start?: unknown };
    const parts =
      Array.isArray(given.text) && Array.isArray(given.answer_start)
        ? given.text.map((one, k) => ({
            ...{ text: one, answer_start: (given.answer_start as unknown[])[k] },
          }))
        : answers;
    return [
      { question: textOf(row, "question", at), context, answers: answersOf(parts, context, at) },
    ];
  });
}

function parseWhole(text: string, name: string): readonly AnsweredQuestion[] {
  const json = jsonOf(text, name);
  const documents = listOf(objectOf(json, name), "data", name);
  return documents.flatMap((document, d) => {
    const atDocument = `${name}: data[${d}]`;
    const paragraphs = listOf(objectOf(document, atDocument), "paragraphs", atDocument);
    return paragraphs.flatMap((paragraph, p) => {
      const at = `${atDocument}.paragraphs[${p}]`;
      const fields = objectOf(paragraph, at);
      const context = textOf(fields, "context", at);
      return listOf(fields, "qas", at).map((qa, q): AnsweredQuestion => {
        const atQuestion = `${at}.qas[${q}]`;
        const asked = objectOf(qa, atQuestion);
        const answers = asked.is_impossible === true ? [] : asked.answers;
        return {
          ...{ question: textOf(asked, "question", atQuestion), context },
          answers: answersOf(answers, context, atQuestion),
        };
      });
    });
  });
}

/** Answers that stand where they say that they do. */
function answersOf(given: unknown, context: string, at: string): readonly TextPart[] {
  if (!Array.isArray(given))
    throw new RecipeError(
      `${at}: answers is ${shown(given)}, expected a list of { text, answer_start }, empty where there is no answer`,
    );
  const characters = [...context];
  return given.map((one: unknown, i): TextPart => {
    const where = `${at}.answers[${i}]`;
    const answer = objectOf(one, where);
    const text = textOf(answer, "text", where);
    const start = answer.answer_start;
    const stands =
      typeof start === "number" &&
      characters.slice(start, start + [...text].length).join("") === text;
    if (!stands)
      throw new RecipeError(
        `${where}: ${shown(text)} does not begin at the passage's character answer_start (${shown(start)}), counted from 0`,
      );
    return { text, start };
  });
}

type Json = Readonly<Record<string, unknown>>;

function jsonOf(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecipeError(
      `${at} is no JSON, expected SQuAD's form, { "data": [{ "paragraphs": [...] }] }, or a .jsonl file of objects with question, context and answers`,
    );
  }
}

function objectOf(value: unknown, at: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw new RecipeError(`${at} is ${shown(value)}, expected an object`);
}

function listOf(fields: Json, name: string, at: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw new RecipeError(`${at}: ${name} is ${shown(value)}, expected a list`);
}

function textOf(fields: Json, name: string, at: string): string {
  const value = fields[name];
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new RecipeError(`${at}: ${name} is ${shown(value)}, expected some text`);
}

const shown = (value: unknown): string =>
  value === undefined ? "missing" : (JSON.stringify(value)?.slice(0, 40) ?? typeof value);
