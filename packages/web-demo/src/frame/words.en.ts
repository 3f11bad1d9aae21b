export const frame = {
  title: "qkv explorer",
  tagline: "Watch a transformer think and learn.",
  promise:
    "Everything here is computed by your own machine, in this page. Nothing is sent anywhere, and every number can be read.",
  sentence: "Write a sentence",
  likely: "What the model expects next",
  arcs: "Where each token looks: the thicker the arc, the more",
  goOn: "Follow it through the model",
  views: "Views",
  skip: "To the content",
  home: "Start",
  language: "Language",
  theme: "Colours",
  light: "Light",
  dark: "Dark",
  notFound: (view: string) => `There is no view called “${view}”.`,
  loading: "Loading …",
  failed: (reason: string) => `This could not be shown: ${reason}`,
  computes: (device: string, threads: number) =>
    threads > 1 ? `Computes on ${device}, ${threads} threads` : `Computes on ${device}, one thread`,
  isolated: "This page may use several threads (it is cross-origin isolated).",
  notIsolated: "This page uses one thread: its host does not isolate it.",
  isolate: "Use all threads",
  isolateMeans:
    "Lets a service worker of this page add the headers that browsers ask for, and loads it again.",
  offline: "Works offline from now on.",
  notOffline: "Needs its host to load.",
};
