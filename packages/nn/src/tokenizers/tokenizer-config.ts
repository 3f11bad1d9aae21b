import { type AddedToken, readAddedToken } from "./added-tokens/added-token.ts";
import { ComponentFields } from "./component-fields.ts";
import type { Side } from "./encoding/truncate.ts";

/** What tokens a tokenizer has for what is no text. */
export const specialTokenRoles = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"] as const;
/** What a special token is for; "bos" stands as `bos_token` in tokenizer_config.json. */
export type SpecialTokenRole = (typeof specialTokenRoles)[number];

/** What tokenizer_config.json, special_tokens_map.json and the files of templates say beside tokenizer.json. */
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
  /** The text of chat_template.jinja: `templateFiles` with that file alone. */
  readonly chatTemplate?: string | undefined;
  /** The texts of templates in files of their own, by name, chat_template.jinja as "default". With one no template elsewhere counts. */
  readonly templateFiles?: ReadonlyMap<string, string> | undefined;
  /** chat_template.json, in which processors kept theirs: counts where there is no other. */
  readonly processorTemplate?: unknown;
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
    chatTemplates: chatTemplates(config, files),
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

function chatTemplates(
  config: ComponentFields,
  { chatTemplate, templateFiles, processorTemplate }: ConfigFiles,
): ReadonlyMap<string, string> {
  const files = new Map(templateFiles);
  if (chatTemplate !== undefined) files.set("default", chatTemplate);
  if (files.size > 0) return files;
  const own = templatesIn(config);
  return own.size > 0 || processorTemplate === undefined
    ? own
    : templatesIn(new ComponentFields(processorTemplate, "chat_template"));
}

/** One template, or a list of them with their names. */
function templatesIn(fields: ComponentFields): Map<string, string> {
  const templates = new Map<string, string>();
  if (Array.isArray(fields.any("chat_template")))
    for (const entry of fields.objects("chat_template"))
      templates.set(entry.text("name"), entry.text("template"));
  else if (fields.has("chat_template")) templates.set("default", fields.text("chat_template"));
  return templates;
}
