import type { IdList } from "./id-list.ts";

/**
 * Appends the ids of a part of a text in which no added token stands. It is a shorter way to the ids that the stages give,
 * for pipelines that allow it; false where this text needs the stages.
 */
export type IdEncoder = (part: string, ids: IdList) => boolean;
