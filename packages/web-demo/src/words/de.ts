import type { Words } from "./language.svelte.ts";

/** German. */
export const de: Words = {
  frame: {
    title: "qkv-Entdecker",
    tagline: "Einem Transformer beim Denken und Lernen zusehen.",
    promise:
      "Alles hier rechnet Ihr eigener Rechner, in dieser Seite. Nichts wird irgendwohin gesendet, und jede Zahl lässt sich lesen.",
    sentence: "Schreiben Sie einen Satz",
    likely: "Was das Modell als Nächstes erwartet",
    arcs: "Wohin jedes Token schaut: je dicker der Bogen, desto mehr",
    goOn: "Dem Satz durch das Modell folgen",
    views: "Ansichten",
    skip: "Zum Inhalt",
    home: "Anfang",
    language: "Sprache",
    theme: "Farben",
    light: "Hell",
    dark: "Dunkel",
    notFound: (view) => `Es gibt keine Ansicht namens „${view}“.`,
    loading: "Lädt …",
    failed: (reason) => `Das ließ sich nicht zeigen: ${reason}`,
    computes: (device, threads) =>
      threads > 1
        ? `Rechnet mit ${device}, ${threads} Threads`
        : `Rechnet mit ${device}, ein Thread`,
    isolated: "Diese Seite darf mehrere Threads nutzen (sie ist cross-origin-isoliert).",
    notIsolated: "Diese Seite nutzt einen Thread: Ihr Server isoliert sie nicht.",
    isolate: "Alle Threads nutzen",
    isolateMeans:
      "Lässt einen Service Worker dieser Seite die Kopfzeilen ergänzen, die Browser dafür verlangen, und lädt sie neu.",
    offline: "Funktioniert ab jetzt auch offline.",
    notOffline: "Braucht ihren Server zum Laden.",
  },
  controls: {
    play: "Abspielen",
    pause: "Anhalten",
    step: "Einen Schritt weiter",
    back: "Einen Schritt zurück",
  },
  models: {
    label: "Modell",
    shipped: {
      whale: "whale: ein kleines GPT, das Moby Dick gelesen hat",
    },
    folder: "Einen Ordner öffnen …",
    hub: "Vom Hugging-Face-Hub …",
    hubName: "Name auf dem Hub",
    hubHelp:
      "Nur dies fragt einen anderen Server: huggingface.co, nach den Dateien dieses Modells. BESITZER/NAME, etwa openai-community/gpt2.",
    openHub: "Öffnen",
    cancel: "Abbrechen",
    opening: (name) => `Öffnet ${name} …`,
    progress: (done, total) => `${done} von ${total} MB`,
    reopen: (name) =>
      `${name} wurde aus einem Ordner geöffnet. Öffnen Sie den Ordner noch einmal, um weiterzumachen.`,
  },
  pictures: {
    provenance: { measured: "gemessen", derived: "abgeleitet", illustrative: "veranschaulicht" },
    provenanceMeans: {
      measured: "Diese Zahlen stammen vom Modell, das in dieser Seite läuft.",
      derived: "Diese Zahlen sind aus anderen errechnet, die gemessen wurden.",
      illustrative: "Diese Zahlen sind ausgedacht, um eine Idee zu zeigen.",
    },
    menu: (title) => `Zahlen und Dateien von: ${title}`,
    showTable: "Zahlen zeigen",
    hideTable: "Zahlen verbergen",
    copyCsv: "Als CSV kopieren",
    copied: "Kopiert",
    saveSvg: "Als SVG speichern",
    savePng: "Als PNG speichern",
    rowsLeftOut: (shown, all) => `Die ersten ${shown} von ${all} Zeilen; das CSV hat alle.`,
    heatMapHelp:
      "Pfeiltasten gehen von Zelle zu Zelle, Plus und Minus vergrößern und verkleinern, 0 zeigt alles, die Eingabetaste öffnet die Zelle. Ziehen verschiebt, Strg und Rad vergrößern.",
    cell: (row, column, value) => `Zeile ${row}, Spalte ${column}: ${value}`,
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    zoomAll: "Alles zeigen",
  },
  views: {
    follow: {
      name: "Einem Satz folgen",
      summary: "Von Buchstaben zum nächsten Wort: jede Zahl auf dem Weg, bis zur einzelnen Zelle.",
      sentence: "Ihr Satz",
      reading: "Das Modell liest …",
      nextToken: "Was als Nächstes kommt",
      attention: (layer, head) => `Aufmerksamkeit, Schicht ${layer}, Kopf ${head}`,
      layer: "Schicht",
      head: "Kopf",
    },
  },
};
