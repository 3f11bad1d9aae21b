import type { ComponentFields } from "../component-fields.ts";
import { TokenizerDataError, wrongField } from "../tokenizer-data-error.ts";
import type { Vocabulary } from "./subword-model.ts";

/** Ids are indices of arrays elsewhere. */
const largestId = 2 ** 24;

/** Tokens by id and ids by token, as Hugging Face's tables: of two tokens with one id the later one has it. */
export class TokenTable implements Vocabulary {
  readonly #ids: Map<string, number>;
  readonly #tokens = new Map<number, string>();
  readonly nextId: number;

  constructor(ids: Map<string, number>, nextId = ids.size) {
    this.#ids = ids;
    this.nextId = nextId;
    for (const [token, id] of ids) this.#tokens.set(id, token);
  }

  /** Tokens in the order of their ids. One that stands there twice has its last id, and both decode to it. */
  static ofList(tokens: readonly string[]): TokenTable {
    const ids = new Map(tokens.map((token, id) => [token, id]));
    const table = new TokenTable(ids, tokens.length);
    for (const [id, token] of tokens.entries()) table.#tokens.set(id, token);
    return table;
  }

  /** The table in a model's field "vocab": {token: id}. */
  static read(fields: ComponentFields): TokenTable {
    const ids = new Map<string, number>();
    const vocab = fields.object("vocab");
    for (const [token, id] of vocab.entries()) {
      if (!Number.isSafeInteger(id) || Number(id) < 0 || Number(id) > largestId)
        throw wrongField(
          `${vocab.path}[${JSON.stringify(token.slice(0, 60))}]`,
          id,
          `an id from 0 to ${largestId}`,
        );
      ids.set(token, Number(id));
    }
    return new TokenTable(ids);
  }

  get size(): number {
    return this.#ids.size;
  }

  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#tokens.get(id);
  }

  entries(): Iterable<readonly [string, number]> {
    return this.#ids;
  }

  /** The id of a token that must be there. */
  expect(token: string, where: string): number {
    const id = this.#ids.get(token);
    if (id === undefined)
      throw new TokenizerDataError(
        `${where} is ${JSON.stringify(token.slice(0, 80))}, which is not in the vocabulary`,
      );
    return id;
  }
}
