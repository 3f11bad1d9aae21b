/** A view by its name, and its state as a query: what stands behind the # of an address. */
export interface Place {
  readonly view: string;
  readonly query: URLSearchParams;
}

/** "#/attention?text=eat" and "" (the opening page). */
export function readPlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { view: path.replace(/\/$/, ""), query: new URLSearchParams(query) };
}

export function writePlace({ view, query }: Place): string {
  // What browsers leave alone in a fragment stays readable: links are looked at.
  const readable = query.toString().replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");
  return `#/${view}${readable === "" ? "" : `?${readable}`}`;
}
