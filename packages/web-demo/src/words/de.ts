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
      tokens: "Tokens und ihre Nummern",
      generated: "erzeugt",
      generation: "Erzeugung, Token für Token",
      model: "Das ganze Modell",
      modelNote:
        "Jedes Bild ist der Residualstrom, wo er diesen Teil verlässt: eine Zeile je Token, eine Spalte je Kanal.",
      stage: {
        embedding: "Einbettung",
        layer: (number) => `Schicht ${number}`,
        readout: "Ausgabe",
      },
      stageMeans: {
        embedding:
          "Jede Nummer wird in einer Tabelle nachgeschlagen, und ihre Position kommt hinzu.",
        layer: "Die Tokens schauen einander an, dann geht jedes durch ein Feed-Forward-Netz.",
        readout: "Die letzte Norm, und eine Bewertung für jedes Token des Vokabulars.",
      },
      role: {
        ids: "Nummern",
        positions: "Positionen",
        embedded: "Tokens + Positionen",
        q: "Queries",
        k: "Keys",
        v: "Values",
        scores: "Bewertungen",
        weights: "Aufmerksamkeitsgewichte",
        headOutput: "was jeder Kopf sagt",
        concatenated: "Köpfe nebeneinander",
        activated: "aktiviert",
        output: "Ausgabe",
        logits: "Logits",
        probabilities: "Wahrscheinlichkeiten",
      },
      stream: "Residualstrom",
      head: "Kopf",
      of: (cell, name) => `Zelle ${cell} von ${name}`,
      cost: (shape, bytes, flops, microseconds) =>
        `${shape}, ${bytes} Bytes, ${flops} Gleitkommaoperationen, ${microseconds} µs`,
      how: "Wie sie entstand",
      dot: "Ein Skalarprodukt: zwei Vektoren, Stelle für Stelle multipliziert und addiert.",
      copy: (from) => `Es ist die Zahl, die bei ${from} steht.`,
      sum: "Eine Summe.",
      norm: {
        layerNorm:
          "Die Zeile, auf Mittelwert 0 und Varianz 1 gebracht, dann mal ein Gewicht, plus ein Bias.",
        rmsNorm: "Die Zeile, auf mittleres Quadrat 1 gebracht, dann mal ein Gewicht.",
      },
      softmax: "Der Softmax einer Zeile von Bewertungen: Anteile, die zusammen 1 ergeben.",
      activation: (name) =>
        `Eine Aktivierung, ${name}: Sie lässt manche Zahlen durch und hält andere zurück.`,
      given: "Der Tokenizer hat sie vergeben: die Nummer eines Textstücks.",
      masked:
        "Eine Maske: Kein Token darf eines anschauen, das nach ihm kommt; die Bewertung ist −∞ und das Gewicht 0.",
      unknown: "Sie entstand auf eine Weise, die hier nicht unterschieden wird.",
      left: "erster",
      right: "zweiter",
      product: "Produkt",
      place: "Stelle",
      total: "ihre Summe",
      scaled: (factor) => `mal ${factor}`,
      result: "die Zahl in der Zelle",
      mean: "Mittelwert",
      variance: "Varianz",
      weight: "Gewicht",
      bias: "Bias",
      leftOut: (shown, all) => `Die ersten ${shown} von ${all} Stellen; die Summe geht über alle.`,
      next: "Was als Nächstes kommt",
      nextNote:
        "Hervorgehoben ist das Token, das dieser Seed zieht. Was die Einstellungen ausschließen, ist grau.",
      token: "Token",
      probability: "Wahrscheinlichkeit",
      temperature: "Temperatur",
      temperatureHelp:
        "Unter 1 wird das Wahrscheinliche wahrscheinlicher; 0 nimmt das wahrscheinlichste.",
      topK: "Top-k",
      topKHelp: "Nur die k wahrscheinlichsten; 0 sind alle.",
      topP: "Top-p",
      topPHelp: "Nur die wahrscheinlichsten, die zusammen diesen Anteil erreichen.",
      seed: "Seed",
      seedHelp: "Derselbe Seed zieht denselben Text.",
      all: "alle",
      cache: "Der Key/Value-Cache",
      cacheNote: (tokens) =>
        `Keys und Values von ${tokens} Tokens. Die umrandete Zeile ist neu; die anderen wurden aus den Schritten davor behalten. Ein Schritt rechnet also eine Zeile, nicht ${tokens}.`,
      keys: "Keys",
      values: "Values",
      pass: (flops, milliseconds) =>
        `Dieser Durchgang: ${flops} Gleitkommaoperationen (gezählt), ${milliseconds} ms (gemessen, mit allen Tensoren).`,
      loss: (loss) => `Mittlerer Verlust des Satzes: ${loss} Nats je Token.`,
    },
  },
};
