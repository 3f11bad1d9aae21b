import type { DataParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { madePairs } from "../text-pairs/made-pairs.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";

const names = ["Lumo", "Tarn", "Pixel Box", "Wren", "Orbit", "Quill", "Moss", "Ferro"];
const kinds = [
  ["program", "plays music", "music player"],
  ["program", "draws maps", "map viewer"],
  ["game", "teaches chess", "chess trainer"],
  ["tool", "finds large files", "file finder"],
  ["library", "reads images", "image reader"],
  ["service", "sends letters", "mail sender"],
] as const;
const places = [
  ["runs in a terminal", "terminal"],
  ["has a window of its own", "desktop"],
  ["is used by way of a browser", "web"],
  ["has bindings for Python", "Python"],
] as const;
const asides = [
  "It was written by two friends.",
  "All of its texts are translated.",
  "Nothing else has to be installed.",
  "The first version is ten years old.",
];

/** Descriptions of programs that do not exist, of which the summary names what matters: "music player (terminal)". */
export const madeDescriptions = (seed: number, count: number): DataParts<TextPair> =>
  madePairs(new Draws(seed), count, "the made descriptions", (draws) => {
    const [kind, does, short] = draws.one(kinds);
    const [runs, where] = draws.one(places);
    const facts = [`${draws.one(names)} is a ${kind} that ${does}.`, `It ${runs}.`];
    const aside = draws.one(asides);
    const sentences = draws.below(2) === 0 ? [facts[0], aside, facts[1]] : [aside, ...facts];
    return { source: sentences.join(" "), target: `${short} (${where})` };
  });
