import { expectText } from "../options/expect-argument.ts";

const components: readonly (readonly [RegExp, string])[] = [
  [/\.wte\./, "token embedding"],
  [/\.wpe\./, "position embedding"],
  [/^source_embedding\./, "source embedding"],
  [/^target_embedding\./, "target embedding"],
  [/\.encoder\..*attn\./, "encoder attention"],
  [/\.decoder\..*self_attn\./, "decoder self-attention"],
  [/\.decoder\..*multihead_attn\./, "cross-attention"],
  [/\.attn\./, "attention"],
  [/\.mlp\.|\.linear[12]\./, "feed-forward"],
  [/\.ln_\w+\.|\.norm\d?\./, "normalisation"],
  [/^(lm_)?head\./, "output head"],
];

/** Which part of a model a parameter belongs to, by its state-dict name. */
export function componentOf(name: string): string {
  expectText("componentOf", "name", name);
  return components.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}
