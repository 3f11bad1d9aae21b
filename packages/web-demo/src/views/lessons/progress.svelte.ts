import { untrack } from "svelte";
import { readPreference, writePreference } from "../../theme/preferences.ts";
import { readProgress, writeProgress } from "./progress.ts";

const PREFERENCE = "lessons";
let done = $state.raw<readonly string[]>(readProgress(readPreference(PREFERENCE)));

/** Names of the chapters whose task this person has done, in this browser. */
export const doneChapters = (): readonly string[] => done;

/** May be called in an effect: what is done is not followed there, or forgetting it would mark it again. */
export const markDone = (name: string): void =>
  untrack(() => {
    if (!done.includes(name)) keep([...done, name]);
  });

export const forgetProgress = (): void => keep([]);

function keep(names: readonly string[]): void {
  done = names;
  writePreference(PREFERENCE, writeProgress(names));
}
