import { attentionState } from "./attention/state.ts";
import { checkpointState } from "./checkpoint/state.ts";
import { compareState } from "./compare/state.ts";
import { followState } from "./follow/state.ts";
import { lessonsState } from "./lessons/state.ts";
import { rateState } from "./rate/state.ts";
import { trainState } from "./train/state.ts";
import { type View, view } from "./view.ts";

/** Every view, in the order of the navigation. A new view is a folder and a row. */
export const views: readonly View[] = [
  view(
    "follow",
    followState,
    () => import("./follow/View.svelte"),
    () => import("./follow/Card.svelte"),
  ),
  view(
    "attention",
    attentionState,
    () => import("./attention/View.svelte"),
    () => import("./attention/Card.svelte"),
  ),
  view(
    "train",
    trainState,
    () => import("./train/View.svelte"),
    () => import("./train/Card.svelte"),
  ),
  view(
    "compare",
    compareState,
    () => import("./compare/View.svelte"),
    () => import("./compare/Card.svelte"),
  ),
  view(
    "checkpoint",
    checkpointState,
    () => import("./checkpoint/View.svelte"),
    () => import("./checkpoint/Card.svelte"),
  ),
  view(
    "lessons",
    lessonsState,
    () => import("./lessons/View.svelte"),
    () => import("./lessons/Card.svelte"),
  ),
  view(
    "rate",
    rateState,
    () => import("./rate/View.svelte"),
    () => import("./rate/Card.svelte"),
  ),
];
