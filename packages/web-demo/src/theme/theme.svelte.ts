import { readPreference, writePreference } from "./preferences.ts";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = $state<string | undefined>(readPreference("theme"));
let systemDark = $state(system.matches);
system.addEventListener("change", ({ matches }) => {
  systemDark = matches;
});

/** Whether the page is dark: as chosen, or else as the system is. */
export const isDark = (): boolean => (chosen === undefined ? systemDark : chosen === "dark");

export function chooseTheme(theme: "light" | "dark"): void {
  chosen = theme;
  writePreference("theme", theme);
}
