import { type Place, readPlace, writePlace } from "./place.ts";

/** Whether a change is a place to come back to, or the same place seen a little otherwise. */
export type Step = "push" | "replace";

/** Where the explorer is. Reading `place` in a component follows it. */
export interface Address {
  readonly place: Place;
  go(place: Place, step?: Step): void;
  /** What a link to a place is to say in its href. */
  href(place: Place): string;
  stop(): void;
}

/** The page's own address: back and forward work, and a link restores everything. */
export function pageAddress(page: Window): Address {
  let place = $state.raw(readPlace(page.location.hash));
  const follow = () => {
    place = readPlace(page.location.hash);
  };
  page.addEventListener("popstate", follow);
  page.addEventListener("hashchange", follow);
  let written: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(written);
    written = undefined;
    page.history.replaceState(null, "", writePlace(place));
  };
  return {
    get place() {
      return place;
    },
    go(next, step = "replace") {
      if (step === "push") {
        if (written !== undefined) write(); // where one was, before one leaves it
        place = next;
        page.history.pushState(null, "", writePlace(next));
        return;
      }
      place = next;
      // Browsers refuse more than a hundred changes in half a minute: a slider makes more.
      written ??= setTimeout(write, 400);
    },
    href: writePlace,
    stop() {
      page.removeEventListener("popstate", follow);
      page.removeEventListener("hashchange", follow);
      clearTimeout(written);
    },
  };
}

/** The address of a view that is embedded in a foreign page, whose own address is not ours. */
export function innerAddress(first: Place): Address {
  let place = $state.raw(first);
  return {
    get place() {
      return place;
    },
    go(next) {
      place = next;
    },
    href: writePlace,
    stop() {},
  };
}
