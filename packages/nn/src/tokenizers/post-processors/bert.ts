import { addedEncoding } from "../encoding/encoding.ts";
import { joinEncodings } from "../encoding/join-encodings.ts";
import type { ComponentReader } from "../read-component.ts";
import type { PostProcessor } from "./post-processor.ts";
import { readSpecialToken } from "./special-token.ts";

/** [CLS] A [SEP] B [SEP] */
export const bertProcessing: ComponentReader<PostProcessor> = (fields) => {
  const cls = readSpecialToken(fields, "cls");
  const sep = readSpecialToken(fields, "sep");
  return {
    added: (texts) => texts + 1,
    process: (texts, addSpecialTokens) => {
      if (!addSpecialTokens) return texts;
      return texts.map((text, i) =>
        joinEncodings([
          ...(i === 0 ? [addedEncoding([cls.id], [cls.token], 0)] : []),
          text,
          addedEncoding([sep.id], [sep.token], i),
        ]),
      );
    },
  };
};
