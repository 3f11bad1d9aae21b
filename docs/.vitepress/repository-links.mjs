import { existsSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const isElsewhere = (href) => /^([a-z][a-z+.-]*:|\/|#)/i.test(href);

/**
 * A plugin of markdown-it: links are written as they work in the repository, from file to file. Here those to a page
 * become its address in the site, those to a folder its README, and those to any other file lead to `sources`, where the
 * repository is shown, or are plain text where nobody said where that is.
 */
export function repositoryLinks(md, { root, addressOf, sources }) {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    const file = env.realPath ?? env.path;
    if (file === undefined) return; // a title that is rendered by itself
    const folder = dirname(file);
    for (const { children } of tokens) {
      const unlinked = [];
      for (const token of children ?? []) {
        if (token.type === "link_close" && unlinked.pop()) token.hidden = true;
        if (token.type !== "link_open") continue;
        const href = hrefIn(folder, token.attrGet("href"));
        unlinked.push(href === undefined);
        if (href === undefined) token.hidden = true;
        else token.attrSet("href", href);
      }
    }
  });
  const { link_open: open, link_close: close } = md.renderer.rules;
  const shown = (rule) => (tokens, index, options, env, self) => {
    if (tokens[index].hidden) return "";
    return rule
      ? rule(tokens, index, options, env, self)
      : self.renderToken(tokens, index, options);
  };
  md.renderer.rules.link_open = shown(open);
  md.renderer.rules.link_close = shown(close);

  /** Where a link of a file in a folder leads in the site; undefined for nowhere. */
  function hrefIn(folder, href) {
    if (isElsewhere(href)) return href;
    const [path, anchor] = href.split("#");
    const target = join(folder, decodeURIComponent(path));
    const file = isFolder(target) ? join(target, "README.md") : target;
    const name = relative(root, file).replaceAll("\\", "/");
    const address = addressOf(name);
    if (address && existsSync(file)) return `/${address}${anchor ? `#${anchor}` : ""}`;
    return sources && `${sources}/${relative(root, target)}${anchor ? `#${anchor}` : ""}`;
  }
}

const isFolder = (path) => existsSync(path) && statSync(path).isDirectory();
