/** Whether an element is on the screen, or a little above or below it. */
export interface OnScreen {
  readonly seen: boolean;
  /** To be attached to the element. */
  watch(node: Element): () => void;
}

export function onScreen(): OnScreen {
  let seen = $state(false);
  return {
    get seen() {
      return seen;
    },
    watch(node) {
      const look = (entries: readonly IntersectionObserverEntry[]) => {
        seen = entries.at(-1)!.isIntersecting;
      };
      const observer = new IntersectionObserver(look, { rootMargin: "200px 0px" });
      observer.observe(node);
      return () => observer.disconnect();
    },
  };
}
