import { type AddedToken, readAddedToken } from "./added-tokens/added-token.ts";
import { ComponentFields } from "./component-fields.ts";
import type { Side } from "./encoding/truncate.ts";

/** What tokens a tokenizer has for what is no text. */
export const specialTokenRoles = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"] as const;
export type SpecialTokenRole = (typeof specialTokenRoles)[number];

/** What tokenizer_config.json, special_tokens_map.json and chat_template.jinja say beside tokenizer.json. */
export interface TokenizerConfig {
  readonly specialTokens: Readonly<Partial<Record<SpecialTokenRole, string>>>;
  /** Templates by name; that of a file with only one is "default". */
  readonly chatTemplates: ReadonlyMap<string, string>;
  readonly addedTokens: readonly AddedToken[];
  readonly paddingSide: Side;
  readonly truncationSide: Side;
  readonly cleanUpTokenizationSpaces: boolean;
  /** The most tokens that the model takes, where it is said. */
  readonly modelMaxLength: number | undefined;
}

/** Other files than tokenizer.json, parsed; each may be missing. */
export interface ConfigFiles {
  readonly config?: unknown;
  readonly specialTokensMap?: unknown;
  /** The text of chat_template.jinja, which counts more than a template elsewhere. */
  readonly chatTemplate?: string | undefined;
}

/** @throws TokenizerDataError that names the field, what came and what was expected */
export function readTokenizerConfig(files: ConfigFiles): TokenizerConfig {
  const config = new ComponentFields(files.config ?? {}, "tokenizer_config");
  const map = new ComponentFields(files.specialTokensMap ?? {}, "special_tokens_map");
  const specialTokens: Partial<Record<SpecialTokenRole, string>> = {};
  for (const role of specialTokenRoles) {
    const token = tokenText(config, `${role}_token`) ?? tokenText(map, `${role}_token`);
    if (token !== undefined) specialTokens[role] = token;
  }
  const longest = config.any("model_max_length");
  return {
    specialTokens,
    chatTemplates: chatTemplates(config, files.chatTemplate),
    addedTokens: addedTokens(config),
    paddingSide: config.oneOf("padding_side", ["left", "right"], "right"),
    truncationSide: config.oneOf("truncation_side", ["left", "right"], "right"),
    cleanUpTokenizationSpaces: config.flag("clean_up_tokenization_spaces", false),
    // Where nobody knows, Python writes 10^30.
    modelMaxLength: typeof longest === "number" && longest < 1e9 ? longest : undefined,
  };
}

/** A token as its text, or as an object with its "content". */
function tokenText(fields: ComponentFields, name: string): string | undefined {
  if (!fields.has(name)) return undefined;
  const isObject = typeof fields.any(name) === "object";
  return isObject ? fields.object(name).text("content") : fields.text(name);
}

/** {id: token} */
function addedTokens(config: ComponentFields): readonly AddedToken[] {
  if (!config.has("added_tokens_decoder")) return [];
  const table = config.object("added_tokens_decoder");
  return [...table.entries()]
    .map(([id]) => {
      if (!/^\d{1,9}$/.test(id)) throw table.wrong(id, "an id as its name");
      const fields = { ...Object(table.any(id)), id: Number(id) };
      return readAddedToken(new ComponentFields(fields, `${table.path}.${id}`));
    })
    .sort((a, b) => a.id - b.id);
}

function chatTemplates(config: ComponentFields, file: string | undefined): Map<string, string> {
  const templates = new Map<string, string>();
  if (Array.isArray(config.any("chat_template")))
    for (const entry of config.objects("chat_template"))
      templates.set(entry.text("name"), entry.text("template"));
  else if (config.has("chat_template")) templates.set("default", config.text("chat_template"));
  if (file !== undefined) templates.set("default", file);
  return templates;
}
