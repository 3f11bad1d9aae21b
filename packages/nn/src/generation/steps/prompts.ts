import type { NamedTensors } from "../../models/roles.ts";
import { expectList } from "../../options/expect-argument.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";

/** Ids or marks of a batch of sequences. */
export type IdRows = readonly (readonly number[])[];

/** What sequences are generated from: `ids` or, for an encoder that reads something else, `inputs`. */
export interface Prompts {
  /** Of one length: padded on the left for a decoder, on either side for an encoder. */
  readonly ids?: IdRows | undefined;
  /**
   * 1 of tokens, 0 of padding. Unless given, `padTokenId` is padding in the prompts of a decoder, if it does not end
   * sequences too; an encoder reads everything.
   */
  readonly attentionMask?: IdRows | undefined;
  /** What an encoder reads, by Hugging Face's names: { pixel_values }. */
  readonly inputs?: NamedTensors | undefined;
  /** What each target of an encoder-decoder begins with; `decoderStartTokenId` alone unless given. */
  readonly begun?: IdRows | undefined;
}

/** @throws RangeError for rows without ids or of several lengths */
export function rowsOfOneLength(who: string, name: string, rows: IdRows | undefined): IdRows {
  expectList(who, name, rows);
  const [first] = rows!;
  if (first && first.length > 0 && rows!.every(({ length }) => length === first.length))
    return rows!;
  throw new RangeError(
    `${who}: ${name} have ${rows!.map(({ length }) => length).join(", ") || "no"} tokens, expected prompts of one length; pad them on the left`,
  );
}

/** @throws RangeError where there are none, or one is without ids */
export function rowsOfAnyLength(who: string, ids: IdRows | undefined): IdRows {
  expectList(who, "ids", ids);
  if (ids!.length > 0 && ids!.every(({ length }) => length > 0)) return ids!;
  throw new RangeError(`${who}: ids have one without tokens, expected at least one in each`);
}

/** 1 of tokens and 0 of padding, where prompts hold any: as Hugging Face's `generate` takes them without a mask. */
export function shownTokens(
  ids: IdRows,
  { padTokenId, eosTokenId }: GenerateIdsSettings,
): IdRows | undefined {
  if (padTokenId === undefined || [eosTokenId].flat().includes(padTokenId)) return undefined;
  if (!ids.some((row) => row.includes(padTokenId))) return undefined;
  return ids.map((row) => row.map((id) => (id === padTokenId ? 0 : 1)));
}
