import { readPreference, writePreference } from "./preferences.ts";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = $state<string | undefined>(readPreference("theme"));
let systemDark = $state(system.matches);
system.addEventListener("change", ({ matches }) => {
  systemDark = matches;
});

/** Whether the page is dark: as chosen, or else as the system is. */
export const isDark = (): boolean => (chosen === undefined ? systemDark : chosen === "dark");

/** For this visit: what a page asks for that a view stands in. */
export function showTheme(theme: "light" | "dark"): void {
  chosen = theme;
}

export function chooseTheme(theme: "light" | "dark"): void {
  showTheme(theme);
  writePreference("theme", theme);
}
