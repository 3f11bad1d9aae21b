import type { words as english } from "./settings-words.en.ts";

export const words: typeof english = {
  data: "Woraus es lernt",
  dataHelp: {
    book: "Die ersten 300.000 Zeichen von Moby Dick (englisch), Zeichen für Zeichen.",
    names: "4.000 erfundene Namen, einer je Zeile.",
    animals:
      "4.000 erfundene englische Sätze über Tiere und Menschen; für einen Encoder-Decoder mit ihrem Deutsch.",
    file: "Eine eigene Textdatei; für einen Encoder-Decoder Zeilen „Quelle TABULATOR Ziel“. Sie bleibt auf Ihrem Rechner.",
    reverse: "Buchstaben, und dieselben von hinten: aus abc wird cba.",
    sort: "Buchstaben, und dieselben in der Reihenfolge des Alphabets.",
    copy: "Buchstaben, und dieselben noch einmal: das Erste, was Aufmerksamkeit lernt.",
    add: "Summen zweier Zahlen unter 100: aus 12+7 wird 19.",
    dates: "Datumsangaben, wie man sie (auf Englisch) schreibt, und wie ISO 8601 sie hat.",
  },
  dataNames: {
    book: "Ein Buch: Moby Dick",
    names: "Namen",
    animals: "Sätze über Tiere",
    file: "Meine eigene Datei",
    reverse: "Buchstaben umkehren",
    sort: "Buchstaben sortieren",
    copy: "Buchstaben abschreiben",
    add: "Zahlen addieren",
    dates: "Datum nach ISO",
  },
  chooseFile: "Eine Textdatei wählen",
  fileChosen: (name, characters) => `${name}: ${characters.toLocaleString("de")} Zeichen`,
  model: "Das Modell",
  architecture: "Architektur",
  architectureNames: {
    decoder: "Decoder: setzt einen Text fort",
    "encoder-decoder": "Encoder-Decoder: macht aus einer Folge eine andere",
    encoder: "Encoder: füllt Verdecktes aus",
  },
  architectureHelp:
    "Ein Decoder sieht, was davor kam, und sagt das nächste Token voraus; ein Encoder-Decoder liest zuerst eine Quelle; ein Encoder sieht beide Seiten.",
  layers: "Schichten",
  layersHelp:
    "Wie oft Aufmerksamkeit und Feed-forward aufeinander folgen: jede Schicht baut auf dem auf, was die vorige fand.",
  heads: "Köpfe",
  headsHelp:
    "Auf wie viele Stellen ein Token in jeder Schicht schauen kann, jede aus eigenem Grund.",
  width: "Breite",
  widthHelp: "Wie viele Zahlen für ein Token stehen: mehr sagen mehr, und kosten ihr Quadrat.",
  context: "Kontext",
  contextHelp: "Auf wie viele Token es zurückschauen kann.",
  positions: "Positionen",
  positionsNames: {
    learned: "Gelernt: ein Vektor je Stelle, wie in GPT-2",
    sinusoidal: "Sinusse: Wellen vieler Längen, wie im ersten Transformer",
    rotary: "Drehungen: Queries und Keys werden je nach Stelle gedreht, wie in GPT-NeoX",
  },
  positionsHelp:
    "Aufmerksamkeit allein kennt keine Reihenfolge: dies sagt ihr, wo ein Token steht.",
  norm: "Normen",
  normNames: {
    pre: "Vor Aufmerksamkeit und Feed-forward",
    post: "Dahinter, wie im ersten Transformer",
  },
  normHelp:
    "Normen vor jedem Teil lassen den Residualstrom in Ruhe und lernen mit hohen Raten; dahinter brauchen sie längeres Aufwärmen.",
  dropout: "Dropout",
  dropoutHelp:
    "Der Anteil der Werte, der beim Lernen zufällig wegbleibt, damit es sich auf keinen einzelnen verlässt.",
  learning: "Wie es lernt",
  optimizer: "Optimierer",
  optimizerNames: {
    adamw: "AdamW",
    adam: "Adam",
    sgd: "SGD mit Schwung",
    lion: "Lion",
    rmsprop: "RMSprop",
    adagrad: "Adagrad",
  },
  optimizerHelp:
    "Wie aus Gradienten Schritte werden: AdamW teilt durch ihre übliche Größe; SGD braucht eine höhere Rate, Lion eine niedrigere.",
  schedule: "Verlauf",
  scheduleNames: {
    cosine: "Kosinus, bis auf ein Zehntel",
    linear: "Eine Gerade, bis auf ein Zehntel",
    constant: "Immer gleich",
  },
  scheduleHelp: "Wie sich die Lernrate ändert: große Schritte finden das Tal, kleine seinen Grund.",
  lr: "Lernrate",
  lrHelp:
    "Wie weit jeder Schritt geht. Zu klein lernt langsam; zu groß, und der Verlust springt oder wird NaN.",
  warmup: "Aufwärmen",
  warmupHelp:
    "Schritte, in denen die Rate von nichts ansteigt, während der Optimierer lernt, was üblich ist.",
  steps: "Schritte",
  stepsHelp: "Wie lange es lernt, und wo der Verlauf endet.",
  batch: "Stapel",
  batchHelp:
    "Aus wie vielen Textfenstern oder Paaren ein Schritt lernt: der Gradient ist ihr Mittel, und ein Satz Gewichte dient allen.",
  weightDecay: "Gewichtsabnahme",
  weightDecayHelp: "Wie stark Gewichte zu 0 gezogen werden, damit keines ohne Grund wächst.",
  clip: "Gradientenbegrenzung",
  clipHelp: "Die größte Norm aller Gradienten zusammen; größere werden gekürzt. 0 begrenzt nichts.",
  seed: "Startwert",
  seedHelp:
    "Derselbe Startwert gibt denselben Lauf, bis aufs Bit, auf Rechnern, die gleich rechnen.",
  every: "Blick alle",
  everyHelp:
    "Schritte von einem Blick zum nächsten: eine Probe, der Verlust auf Zurückgehaltenem, und ein Stand zum Zurückkehren.",
  more: "Mehr Einstellungen",
  less: "Weniger Einstellungen",
};
