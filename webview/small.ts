/** A side column, or a window at 200 %: there is room for the label and the picture, and what else is told comes after them. */
const small = matchMedia("(max-width: 520px), (max-height: 520px)");

/** A part, where it stands in a window with room, and in a small one. In the page, not by style: a keyboard goes the way of the eye. */
export interface Place {
  part: Element;
  room: (part: Element) => void;
  small: (part: Element) => void;
}

export function placeBySize(places: readonly Place[]): void {
  const put = (): void => places.forEach((place) => place[small.matches ? "small" : "room"](place.part));
  small.addEventListener("change", put);
  put();
}
