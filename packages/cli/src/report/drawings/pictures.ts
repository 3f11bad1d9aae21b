import type { PicturesSample } from "@qkv/nn/recipes";
import { escapeHtml } from "../escape-html.ts";
import { pngAddress } from "./png.ts";

/** Pictures side by side, each with what is said of it; those that the model got wrong are framed. */
export const pictures = ({ pictures: all }: PicturesSample): string =>
  `<div class="pictures">${all
    .map(
      ({ caption, right, ...pixels }) =>
        `<figure${right === false ? ' class="wrong"' : ""}><img class="pixels" src="${pngAddress(pixels)}" alt="${escapeHtml(caption)}">` +
        `<figcaption>${right === false ? "wrong: " : ""}${escapeHtml(caption)}</figcaption></figure>`,
    )
    .join("")}</div>`;
