/** A page, as far as it is looked at. With the types of a browser all of the code would seem to run in one. */
export interface PageElement {
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  closest(selector: string): PageElement | null;
}

declare const document: {
  readonly body: PageElement;
  createTreeWalker(root: PageElement, kinds: number): {nextNode(): PageElement | null};
};

declare const getComputedStyle: (element: PageElement) => {
  readonly backgroundColor: string;
  readonly color: string;
  readonly fill: string;
};

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

export interface Contrasts {
  /** The texts that do not stand out enough, with how much they do. */
  readonly weak: readonly string[];
  readonly checked: number;
}

/** Runs in the page. */
export function groundAndInk(element: PageElement): {readonly ground: string; readonly ink: string} {
  const {backgroundColor, color} = getComputedStyle(element);
  return {ground: backgroundColor, ink: color};
}

/** How much each text stands out from what is behind it. Runs in the page, so all that it needs is inside it. */
export function contrasts(least: number): Contrasts {
  const parse = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const groundOf = (element: PageElement | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const colour = parse(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 ? colour : groundOf(element.parentElement);
  };
  const luminance = (colour: Colour): number => {
    const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const SHOW_TEXT = 4;
  const walker = document.createTreeWalker(document.body, SHOW_TEXT);
  const weak = new Set<string>();
  let checked = 0;
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    const element = text.parentElement;
    const shown = text.textContent?.trim() ?? '';
    if (element === null || shown === '' || element.closest('title, desc') !== null) continue;
    const style = getComputedStyle(element);
    const ink = luminance(parse(element.closest('svg') === null ? style.color : style.fill));
    const ground = luminance(groundOf(element));
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    checked += 1;
    if (contrast < least) weak.add(`${shown.slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return {weak: [...weak], checked};
}
