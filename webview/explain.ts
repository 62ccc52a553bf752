import { element } from "./elements.js";

/** A short, honest text beside a number: what it is, and what it is not. */
export const explanations = {
  probabilities: {
    of: "the label and its probabilities",
    text:
      "The model's own estimate for each class; they add up to 1. A high one says that the model is sure, not that it is right. " +
      "After an arrow stands the number now; before it, what the model alone came to.",
  },
  /** What it does comes with the model. */
  threshold: { of: "the threshold", text: "" },
  gain: {
    of: "the FLOPs gain",
    text:
      "How many times more multiplications and additions the same model would do on this text with nothing skimmed. Counted: the layers, and what it takes to score the words; real words only, no padding. " +
      "Left out on both sides: embeddings and classifier. It is not time: small layers have fixed costs.",
  },
  skyline: {
    of: "the bars",
    text:
      "A bar ends where the model stopped computing the word. Skimmed is not unimportant: at every layer that a word passed, attention mixed it into the others, and those go on. " +
      "A long bar is no proof either that a word decided the label.",
  },
  sweep: {
    of: "why every threshold is a run of its own",
    text:
      "Later scores depend on earlier ones: a word's score at layer 3 is computed from the words that layers 1 and 2 kept. So another threshold cannot be read off these scores, except at the first layer, " +
      "and a lower threshold can even make a word leave earlier. Every curve here is made of real runs; a dashed line only leads from one to the next while those between are not computed.",
  },
  byHand: {
    of: "deciding by hand",
    text:
      "You keep or skim a word from a layer on, whatever the model would do with it, and the real model runs again. All other words are still decided by the model, so they may move too. " +
      "It shows what this model does in that case; it does not show why the model decided as it did, nor what a person would find important. A word that has left does not come back.",
  },
} as const;

/** A native disclosure: Enter or a click opens it, Escape closes it, and opening one closes the other. `said` holds the text where it changes. */
export function explained(
  about: keyof typeof explanations,
  said = element("p", {}, explanations[about].text),
): HTMLElement {
  const { of } = explanations[about];
  const summary = element("summary", { "aria-label": `About ${of}`, title: `About ${of}` }, "?");
  const details = element("details", { class: "explain", name: "skim-explain" }, summary, said);
  details.addEventListener("toggle", () => {
    said.style.left = "0";
    const over = said.getBoundingClientRect().right + 8 - document.documentElement.clientWidth;
    if (over > 0) said.style.left = `${-over}px`;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    summary.focus();
    event.stopPropagation();
  });
  return details;
}
