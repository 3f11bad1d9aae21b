import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { type StrokeWords, strokeWords } from "./stroke-words.ts";

/** Numbers are not words: "a thin 3" would be "a thin three". */
const digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Share of the texts to learn from that leave a word out, each: so "a three" says something too. */
const LEFT_OUT = 0.5;

/** What is said of pictures. Texts of digits say how their strokes look. */
export interface PictureTexts {
  /** All of it: "a thin three leaning right". */
  textOf(picture: LabelledPicture): string;
  /** Some of it, by two numbers from 0 up to 1. */
  partOf(picture: LabelledPicture, drawn: readonly [number, number]): string;
}

/** Texts of pictures like these; `training` says what is thin and what is thick, and whether labels are texts themselves. */
export function pictureTexts(training: readonly LabelledPicture[]): PictureTexts {
  const words = strokeWords(training);
  const ofPicture = new Map<Uint8Array, StrokeWords>();
  const strokes = (picture: LabelledPicture): StrokeWords => {
    const known = ofPicture.get(picture.pixels) ?? words(picture);
    ofPicture.set(picture.pixels, known);
    return known;
  };
  return {
    textOf: (picture) => said(picture.label, () => strokes(picture)),
    partOf: (picture, [first, second]) =>
      said(picture.label, () => {
        const { thickness, lean } = strokes(picture);
        return {
          thickness: first < LEFT_OUT ? "" : thickness,
          lean: second < LEFT_OUT ? "" : lean,
        };
      }),
  };
}

/** "a thin eight leaning left" of a digit; labels of more than one word are what is said. */
function said(label: string, strokes: () => StrokeWords): string {
  if (/\s/.test(label)) return label;
  const digit = /^\d$/.test(label) ? digits[Number(label)]! : undefined;
  if (digit === undefined) return withArticle(label);
  const { thickness, lean } = strokes();
  return withArticle([thickness, digit, lean].filter((word) => word !== "").join(" "));
}

const withArticle = (words: string): string => `${/^[aeiou]/i.test(words) ? "an" : "a"} ${words}`;
