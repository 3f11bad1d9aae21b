import type { Chapter } from "../chapter.ts";
import { addNorm } from "./add-norm/chapter.ts";
import { dotProduct } from "./dot-product/chapter.ts";
import { encoderDecoder } from "./encoder-decoder/chapter.ts";
import { families } from "./families/chapter.ts";
import { feedForward } from "./feed-forward/chapter.ts";
import { generation } from "./generation/chapter.ts";
import { heads } from "./heads/chapter.ts";
import { headsAndLayers } from "./heads-and-layers/chapter.ts";
import { judging } from "./judging/chapter.ts";
import { masks } from "./masks/chapter.ts";
import { oneHiddenLayer } from "./one-hidden-layer/chapter.ts";
import { positions } from "./positions/chapter.ts";
import { queryKeyValue } from "./query-key-value/chapter.ts";
import { scaling } from "./scaling/chapter.ts";
import { training } from "./training/chapter.ts";
import { whyAttention } from "./why-attention/chapter.ts";
import { whyManyMaskedCells } from "./why-many-masked-cells/chapter.ts";
import { whyTheResidual } from "./why-the-residual/chapter.ts";

/** Every chapter, in the order of reading. A new one is a folder and a row. */
export const chapters: readonly Chapter[] = [
  whyAttention,
  dotProduct,
  queryKeyValue,
  scaling,
  heads,
  positions,
  addNorm,
  feedForward,
  masks,
  encoderDecoder,
  training,
  families,
  generation,
  judging,
  whyManyMaskedCells,
  whyTheResidual,
  oneHiddenLayer,
  headsAndLayers,
];
