import { addedEncoding, type Encoding } from "../encoding/encoding.ts";
import { joinEncodings } from "../encoding/join-encodings.ts";
import type { ComponentReader } from "../read-component.ts";
import { trimOffsets } from "./byte-level.ts";
import type { PostProcessor } from "./post-processor.ts";
import { readSpecialToken } from "./special-token.ts";

/** <s> A </s></s> B </s>, all of one type. */
export const robertaProcessing: ComponentReader<PostProcessor> = (fields) => {
  const cls = readSpecialToken(fields, "cls");
  const sep = readSpecialToken(fields, "sep");
  const trims = fields.flag("trim_offsets", true);
  const addPrefixSpace = fields.flag("add_prefix_space", true);
  return {
    added: (texts) => 2 * texts,
    process: (texts, addSpecialTokens) =>
      texts.map((text, i) => {
        const plain = ofTypeZero(trims ? trimOffsets(text, addPrefixSpace) : text);
        if (!addSpecialTokens) return plain;
        const begin = i === 0 ? cls : sep;
        return joinEncodings([
          addedEncoding([begin.id], [begin.token], 0),
          plain.with({ overflowing: plain.overflowing.map(ofTypeZero) }),
          addedEncoding([sep.id], [sep.token], 0),
        ]);
      }),
  };
};

const ofTypeZero = (encoding: Encoding): Encoding =>
  encoding.with({ typeIds: encoding.typeIds.map(() => 0) });
