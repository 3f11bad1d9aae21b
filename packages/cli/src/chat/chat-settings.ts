import { describeRange, isInRange, type NumberRange, nearestHint } from "@qkv/nn/options";
import { optionName } from "../command-line/option-name.ts";
import { UsageError } from "../failures/command-error.ts";
import type { TokenChoice } from "../language-model/token-choice.ts";

/** What can be set while a chat goes on. */
export interface ChatSettings extends Omit<TokenChoice, "logitBias" | "stop"> {
  /** Tokens of an answer at most. */
  readonly maxNewTokens?: number | undefined;
}

/** Each setting: what it may be, and what it does. */
export const settingRanges = {
  temperature: [{ from: 0 }, "below 1 is more predictable, above 1 less; 0 takes the likeliest"],
  topK: [{ integer: true, from: 0 }, "choose among the K likeliest tokens; 0 for all"],
  topP: [{ from: 0, to: 1 }, "choose among the likeliest that have this share together"],
  minP: [{ from: 0, to: 1 }, "choose among tokens this many times as likely as the likeliest"],
  repetitionPenalty: [{ above: 0 }, "above 1 makes tokens already there less likely"],
  presencePenalty: [{ from: -2, to: 2 }, "taken off tokens that the answer has"],
  frequencyPenalty: [
    { from: -2, to: 2 },
    "taken off tokens for each time that the answer has them",
  ],
  seed: [{ integer: true, from: 0, to: 2 ** 32 - 1 }, "the same seed gives the same answer"],
  maxNewTokens: [{ integer: true, from: 1 }, "tokens of an answer at most"],
} as const satisfies Record<keyof ChatSettings, readonly [NumberRange, string]>;

type SettingName = keyof typeof settingRanges;
const names = Object.keys(settingRanges) as SettingName[];

/** The settings among options. */
export const settingsIn = (options: ChatSettings): ChatSettings =>
  Object.fromEntries(names.map((name) => [name, options[name]]));

/**
 * The settings with one of them changed; names may have - or _ between words, and "default" takes one back.
 *
 * @throws UsageError for an unknown name, or a value that it does not take
 */
export function changedSettings(settings: ChatSettings, name: string, value: string): ChatSettings {
  const plain = (text: string): string => text.replaceAll(/[-_]/g, "").toLowerCase();
  const known = names.find((one) => plain(one) === plain(name));
  if (known === undefined) {
    const shown = names.map(optionName);
    throw new UsageError(
      `there is no setting ${JSON.stringify(name.slice(0, 40))}${nearestHint(name, shown)}; there are ${shown.join(", ")}`,
    );
  }
  if (value === "default") return { ...settings, [known]: undefined };
  const [range] = settingRanges[known];
  const parsed = value.trim() === "" ? Number.NaN : Number(value);
  if (isInRange(parsed, range)) return { ...settings, [known]: parsed };
  throw new UsageError(
    `${optionName(known)} is ${JSON.stringify(value.slice(0, 40))}, expected ${describeRange(range)}, or default`,
  );
}

/** The settings that have been set, for people. */
export const describeSettings = (settings: ChatSettings): string =>
  names
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${optionName(name)} ${settings[name]}`)
    .join(", ") || "nothing is set; the model's own are used";
