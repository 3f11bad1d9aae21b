/** What of a picture's look is in stylesheets, and has to go with it. */
const properties = [
  ...["fill", "stroke", "stroke-width", "stroke-opacity", "fill-opacity", "opacity"],
  ...["font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline"],
  ...["stroke-linecap", "stroke-dasharray"],
];

/** The picture in an element as a file: SVG, or PNG at twice its size. */
export async function pictureFile(holder: Element, kind: "svg" | "png"): Promise<Blob> {
  const svg = holder.querySelector<SVGSVGElement>("svg[data-picture]");
  const canvas = holder.querySelector<HTMLCanvasElement>("canvas[data-picture]");
  if (svg) return kind === "svg" ? blobOf(svgText(svg)) : pngOf(svg);
  if (!canvas) throw new Error("there is no picture to save");
  if (kind === "png") return toBlob(canvas);
  const { width, height } = canvas;
  return blobOf(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">` +
      `<image width="${width}" height="${height}" href="${canvas.toDataURL()}"/></svg>`,
  );
}

const blobOf = (svg: string): Blob => new Blob([svg], { type: "image/svg+xml" });

function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const copies = copy.querySelectorAll("*");
  for (const [i, one] of svg.querySelectorAll("*").entries()) {
    const style = getComputedStyle(one);
    for (const name of properties) copies[i]!.setAttribute(name, style.getPropertyValue(name));
    copies[i]!.removeAttribute("class");
  }
  return new XMLSerializer().serializeToString(copy);
}

async function pngOf(svg: SVGSVGElement): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const address = URL.createObjectURL(blobOf(svgText(svg)));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return toBlob(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

const toBlob = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made")))),
  );

/** Have the browser keep a file. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
