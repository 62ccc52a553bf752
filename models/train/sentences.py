"""
Made sentences: phrases of the train file put in the place of others, for teacher.py to label.

SST-2's train file is sentences and the phrases that they were cut into. A phrase inside a sentence gives way to another of as many
words, one more or one less: "a fun ride" may stand where "a mess" stood. What comes out is often no good English, but it is text of a
review's words in a review's order, and the teacher says of each what it is worth.
"""
import random

LONGEST = 60                                                 # words: as SST-2's own


def made_sentences(texts, count, seed=0):
    """texts: the train file's rows, the held-out sentences and their phrases left out. -> `count` texts, none of them among `texts`."""
    r, known, by_words, made = random.Random(seed), set(texts), {}, set()
    for text in texts:
        by_words.setdefault(len(text.split()), []).append(text)
    frames = [text for text in texts if len(text.split()) >= 8]
    while len(made) < count:
        words = r.choice(frames).split()
        for _ in range(r.choice((1, 1, 2))):
            places = [(a, b) for a in range(len(words)) for b in range(a + 1, min(len(words), a + 12) + 1)
                      if b - a < len(words) and (b - a > 1 or r.random() < 0.3) and " ".join(words[a:b]) in known]
            if not places:
                break
            a, b = r.choice(places)
            size = max(1, b - a + r.choice((-1, 0, 0, 1)))
            if size in by_words:
                words[a:b] = r.choice(by_words[size]).split()
        text = " ".join(words)
        if text not in known and len(words) < LONGEST:
            made.add(text)
    return sorted(made)
