/** A page of the reference without what says nothing, and with what Markdown would take for something else. */
export const readablePage = (page) =>
  page
    // "[classes]: how much ..." would be where a link leads to, in Markdown, and be gone.
    .replace(/^\[([^\]\n]*)\]: /gm, "\\[$1\\]: ")
    .replace(/^Defined in: .*$/gm, "$& {.defined-in}")
    .replace(/ \| - (?=\|$)/gm, " | ") // no description
    .replace(/^\| \w+ \| Type \| Default value \|.*\n(\|.*\n)+/gm, withoutUndefined)
    .replace(/^#### Constructors\n\n(?=##### Constructor$)/gm, "")
    // What a constructor returns is known.
    .replace(/^(##### Constructor\n(?:(?!#{1,5} ).*\n)*?)###### Returns\n\n.*\n/gm, "$1");

/** A table's rows, of which the third cell is empty where there is no default. */
const withoutUndefined = (table) =>
  table
    .replace("Default value", "Default")
    .replace(/^((?:\| (?:[^|\\]|\\.)*){2})\| `undefined` \|/gm, "$1| |");
