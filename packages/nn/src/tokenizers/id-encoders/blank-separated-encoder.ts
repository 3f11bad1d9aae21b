import type { IdEncoder } from "./id-encoder.ts";
import { hashOf, longestCachedWord, WordCache } from "./word-cache.ts";

/** Space, tab, line feed, carriage return. */
const isBlank = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * For pipelines that cut at blanks before anything else and look at no neighbour across one: what stands between blanks is
 * looked up among what came before, else sent through the stages.
 */
export function blankSeparatedEncoder(idsOf: (piece: string) => Int32Array): IdEncoder {
  const cache = new WordCache();
  return (part, ids) => {
    const end = part.length;
    for (let at = 0; at < end; ) {
      if (isBlank(part.charCodeAt(at))) {
        at++;
        continue;
      }
      let last = at + 1;
      while (last < end && !isBlank(part.charCodeAt(last))) last++;
      const cached = last - at <= longestCachedWord;
      const hash = cached ? hashOf(part, at, last) : 0;
      if (!cached || !cache.append(part, at, last, hash, ids)) {
        const found = idsOf(part.slice(at, last));
        ids.append(found, 0, found.length);
        if (cached) cache.add(part, at, last, hash, found, found.length);
      }
      at = last;
    }
    return true;
  };
}
