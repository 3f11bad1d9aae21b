/** As Python writes it: two spaces, a line at the end. */
export const jsonFile = (json: object): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(json, undefined, 2)}\n`);
