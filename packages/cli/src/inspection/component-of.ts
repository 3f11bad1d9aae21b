const components: readonly (readonly [RegExp, string])[] = [
  [/\.wte\./, "token embedding"],
  [/\.wpe\./, "position embedding"],
  [/\.attn\./, "attention"],
  [/\.mlp\./, "feed-forward"],
  [/\.ln_\w+\./, "normalisation"],
  [/^lm_head\./, "output head"],
];

/** Which part of a GPT a parameter belongs to, by its state-dict name. */
export function componentOf(name: string): string {
  return components.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}
