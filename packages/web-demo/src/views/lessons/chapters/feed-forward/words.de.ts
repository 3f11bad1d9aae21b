import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Feed-forward",
  paragraphs: [
    "Aufmerksamkeit bringt Dinge von Stelle zu Stelle. Viel tut sie nicht mit ihnen: Sie wägt und addiert. Das Nachdenken über das, was angekommen ist, besorgt das *Feed-forward-Netz*, an jeder Stelle für sich, überall mit denselben Gewichten.",
    "Es hat eine verborgene Schicht, in der Regel viermal so breit wie der Strom:",
    "$$\\text{ffn}(x) = W_2\\;\\text{relu}(W_1 x + b_1) + b_2$$",
    "Auf die *Aktivierung* in der Mitte kommt es an. $\\text{relu}$ schneidet alles Negative ab und knickt so die Linie; GELU tut es mit runder Ecke. Ohne sie sind zwei Matrizen hintereinander nur eine Matrix, und eine Summe gerader Linien bleibt gerade.",
    "Jede verborgene Zahl ist ein Knick. Mit genug Knicken lässt sich jede Kurve zeichnen. Etwa zwei Drittel aller Gewichte eines großen Modells stehen hier; vieles von dem, was es weiß, steckt in ihnen.",
  ],
  task: "Drei verborgene Zahlen knicken bei 1, 2 und 3. Wählen Sie, womit jede malgenommen wird, sodass Ihre Linie das Zelt deckt.",
  solved:
    "Eins hinauf, zwei hinab, eins hinauf: Drei Knicke ergeben ein Zelt. Ein Netz findet solche Zahlen von selbst, Tausende auf einmal.",
  unit: (unit) => `Faktor der verborgenen Zahl ${unit}`,
  bends: (at) => `relu(x − ${at})`,
  picture: "Ein Feed-forward-Netz mit drei verborgenen Zahlen",
  off: (far) => `Am weitesten vom Zelt: ${far}`,
  yours: "Ihre Linie",
  wanted: "das Zelt",
};
