import { defineOptions } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import { encoderDecoderFamily } from "../encoder-decoder/encoder-decoder-family.ts";
import { bartNames } from "./bart-names.ts";
import {
  type BartKind,
  bartAliases,
  bartClasses,
  bartFields,
  bartLayout,
  bartModel,
  bartOthers,
  bartTwins,
  endOf,
  targetIds,
} from "./bart-shape.ts";
import { withOwnNames } from "./config-aliases.ts";
import { configFields } from "./config-fields.ts";

/** MarianConfig of Hugging Face, with its defaults. */
const fields = defineOptions("marian", {
  ...bartFields,
  vocab_size: integer({ from: 1, to: 2 ** 31, default: 58101 }),
  decoder_vocab_size: integer({ from: 1, to: 2 ** 31, optional: true }),
  share_encoder_decoder_embeddings: flag({ default: true }),
});

const kind: BartKind = {
  ...{ normPlacement: "post", embeddingNorm: false, finalNorm: false },
  positions: "sinusoidal",
};

const decoderTokens = "model.decoder.embed_tokens.weight";

/** Marian: BART with sinusoids and without a norm of the embeddings, its tables apart or shared. Junczys-Dowmunt et al. 2018. */
export const marian = encoderDecoderFamily({
  modelType: "marian",
  classes: bartClasses("Marian", "MarianMTModel"),
  layout: bartLayout,
  twins: (config) => bartTwins(isShared(config) ? undefined : decoderTokens),
  fromConfig(config, stored) {
    const own = withOwnNames(config, bartAliases);
    const given = configFields(fields, own, bartOthers);
    const ids = targetIds(own, { padding: 58100, start: 58100, fromSource: false });
    const shared = bartModel(given, kind, ids, stored);
    const apart = {
      tables: { shared: false, encoder: true, decoder: true },
      targetVocabSize: given.decoder_vocab_size ?? given.vocab_size,
    };
    return {
      names: bartNames,
      model: given.share_encoder_decoder_embeddings ? shared : { ...shared, ...apart },
      classifierDropout: 0,
      end: endOf(own, 0),
    };
  },
});

const isShared = (config: object): boolean =>
  (config as Record<string, unknown>).share_encoder_decoder_embeddings !== false;
