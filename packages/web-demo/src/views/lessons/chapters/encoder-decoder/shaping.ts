/** In the language of the model, whatever the page speaks. */
export const examples = [
  "The mouse eats the cat .",
  "The dog sleeps because it is tired .",
] as const;

/** Whether a translation speaks of something neuter: "es" as a word of its own. */
export const saysEs = (target: readonly { readonly text: string }[]): boolean =>
  target.some(({ text }) => text.trim().toLowerCase() === "es");
