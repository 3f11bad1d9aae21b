import { escapeHtml } from "./escape-html.ts";

export interface PageContents {
  readonly title: string;
  readonly style: string;
  /** Of the element main, below the title. */
  readonly contents: string;
  /** Elements behind it; none unless given. */
  readonly scripts?: string;
  /** What the page may do; be styled by itself alone unless given. */
  readonly policy?: string;
}

/** A self-contained HTML page: it loads nothing, and its policy forbids that it does. */
export const pageHtml = ({
  title,
  style,
  contents,
  scripts = "",
  policy = "default-src 'none'; style-src 'unsafe-inline'",
}: PageContents): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<main>
<h1>${escapeHtml(title)}</h1>
${contents}
</main>
${scripts}</html>
`;
