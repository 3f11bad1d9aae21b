import { tensor } from "../../device/create-tensor.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Embedding } from "../../layers/embedding.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { ne } from "../../ops/compare.ts";
import { cumsum } from "../../ops/cumsum.ts";
import { mul } from "../../ops/mul.ts";
import { positionIds } from "../../positions/position-ids.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import type { EncoderNames, EncoderOptions } from "./encoder-options.ts";

/** What tells tokens apart beside their ids. */
export interface TokenPlaces {
  /** int32 [batch, tokens]: which text a token belongs to; 0 unless given. */
  readonly tokenTypes?: Tensor | undefined;
  /** int32 [tokens] or [batch, tokens]: counted unless given. */
  readonly positions?: Tensor | undefined;
}

/** The embeddings of words, and of positions and token types where there are tables, summed and normalised. */
export class EncoderEmbeddings extends Module {
  readonly words: Embedding;
  readonly positions: Embedding | undefined;
  readonly tokenTypes: Embedding | undefined;
  readonly norm: BlockNorm;
  readonly #dropout: Dropout;
  /** Positions pass over this id. */
  readonly #behind: number | undefined;

  constructor(encoder: EncoderOptions, names: EncoderNames, options: ParameterOptions) {
    super();
    const { vocabSize, dModel, positionTable, tokenTypes, paddingId, dropout, initial } = encoder;
    const table = (name: string, rows: number, paddingIdx: number | undefined) => {
      const padding = paddingIdx === undefined ? {} : { paddingIdx };
      const embed = { ...options, ...padding, weightInit: normalWith(initial.weights) };
      return this.child(name, new Embedding(rows, dModel, embed));
    };
    this.words = table(names.words, vocabSize, paddingId);
    this.#behind = positionTable?.behind;
    if (positionTable)
      this.positions = table(names.positions ?? "positions", positionTable.rows, this.#behind);
    if (tokenTypes) this.tokenTypes = table(names.tokenTypes ?? "types", tokenTypes, undefined);
    this.norm = this.child(names.embeddingNorm, blockNorm(dModel, encoder.norm, options));
    this.#dropout = this.child("drop", new Dropout(dropout.embedding, options));
  }

  /** int32 [batch, tokens] -> [batch, tokens, dModel]. */
  forward(ids: Tensor, places: TokenPlaces = {}): Tensor {
    return scope(() => {
      let x = this.words.forward(ids);
      if (this.tokenTypes) x = add(x, this.tokenTypes.rows(places.tokenTypes ?? noType(ids)));
      if (this.positions) {
        const rows = this.positions.rows(places.positions ?? this.#count(ids));
        x = add(x, this.see("positions", rows, ["T", "E"]));
      }
      const embedded = this.#dropout.forward(this.norm.forward(x));
      return this.see("embedded", embedded, ["N", "T", "E"]);
    });
  }

  /** int32 [tokens] from 0 on; [batch, tokens] where padding does not count, and has the padding's own position. */
  #count(ids: Tensor): Tensor {
    const { device, shape } = ids;
    const padding = this.#behind;
    if (padding === undefined) return positionIds(device, 0, shape[1]!);
    const isToken = ne(ids, padding);
    return add(mul(cumsum(isToken, 1), isToken), padding);
  }
}

const noType = ({ device }: Tensor): Tensor => tensor([0], { dtype: "int32", device });
