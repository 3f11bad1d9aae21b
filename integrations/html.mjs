/** A page that runs one module, and asks for no icon. */
export const html = (script, head = "") =>
  `<!doctype html>\n<link rel="icon" href="data:," />\n${head}<script type="module" src="${script}"></script>\n`;
