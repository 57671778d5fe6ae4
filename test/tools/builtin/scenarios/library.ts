import type { Scenario } from "../scenario.ts";

export const library: Scenario = {
  name: "library",
  occupations: [
    { title: "librarian", tool: "catalogue", product: "books" },
    { title: "writer", tool: "pen", product: "novels" },
    { title: "printer", tool: "press", product: "newspapers" },
    { title: "scholar", tool: "dictionary", product: "translations" },
  ],
  objects: [
    ["book", "red", "leather", "black"],
    ["manuscript", "yellow", "paper", "painted"],
    ["lamp", "green", "brass", "glass"],
    ["ladder", "wooden", "iron", "brown"],
    ["bookmark", "silk", "blue", "silver"],
  ],
  slots: {
    topic: ["dragons", "planets", "birds", "kings", "pirates", "castles"],
    reader: ["monk", "historian", "poet", "journalist"],
    shelf: ["reading room", "cellar", "attic", "back room"],
  },
  openings: [
    "{A:name} was a {occupation} and spent the days in the library of {town}",
    "the library of {town} was quiet when the {occupation} {A:name} came in",
    "in the old library of {town} worked {A:name}, a {occupation}",
    "the {occupation} {A:name} knew every book in the library of {town}",
  ],
  objectIntroductions: [
    "between two books about {topic} {A} found {o}",
    "in the {shelf} stood {o} that nobody had touched for years",
    "on the table of the {reader} lay {o}",
    "the library owned {o} that once belonged to a king",
    "the {reader} asked {A:him} for {o}",
  ],
  early: [
    "{A} [sorted|dusted] the books about {topic} in the {shelf}",
    "the {reader} sat at the window and read about {topic}",
    "{A} unlocked the {shelf} and lit the lamps",
    "a box of books about {topic} had arrived from {far}",
    "{A} wrote the titles of the new books into a list",
    "the {reader} [borrowed|returned] a thick book about {topic}",
    "in the {shelf} it smelled of dust and old paper",
  ],
  middle: [
    "{A} turned the pages slowly and read about {topic}",
    "{B} climbed the ladder and took a book from the {shelf}",
    "the {reader} copied a chapter about {topic} into a notebook",
    "nobody spoke, and only the turning of pages could be heard",
    "{A} read a story about {topic} to the children",
    "{B} looked for a picture of {topic}, but found only {topic+}",
    "the {reader} asked whether there were more books about {topic}",
    "{A} worked with {A's} {tool} until the lamp went out",
    "{A} lent the {reader} {number} books for a week",
  ],
  plots: [
    {
      causes: [
        "a page with a picture of {topic} had been torn out of a book",
        "the {reader} showed {A:him} that the last chapter was missing",
      ],
      effects: [
        "{A} searched the {shelf} for the missing page",
        "without the page nobody could know how the story of the {topic} ended",
        "{A} asked all the readers who had borrowed the book",
      ],
      reactions: [
        '"who would destroy a book?" asked {A}',
        "{B} had a list of everyone who had read about {topic}",
      ],
      resolutions: [
        "the page lay in {o}, where the {reader} had put it",
        "a shy boy brought the page back and said he was sorry",
        "{A} copied the page from a book in {far} and glued it in",
      ],
    },
    {
      causes: [
        "water dripped from the roof onto the books about {topic}",
        "a pipe burst in the library, and the {shelf} was under water",
      ],
      effects: [
        "many books about {topic} were wet and could not be opened",
        "{they} carried the books from the {shelf} into a dry room",
        "the {reader} helped {them} and carried {number} books at once",
      ],
      reactions: [
        '"save the oldest books first," said {A}',
        "{B} put buckets under the roof",
      ],
      resolutions: [
        "{they} hung the pages on a line, and after {number} days they were dry",
        "only a few books about {topic} were lost",
        "the people of {town} gave money for a new roof",
      ],
    },
    {
      causes: [
        "in the book {A} discovered a note in secret writing",
        "an unknown sign was written beside a chapter about {topic}",
      ],
      effects: [
        "{A} compared it with {number} other books in the {shelf}",
        "the {reader} could not read it either",
        "{A} sat over the note all night with {A's} {tool}",
      ],
      reactions: [
        '"it could be a map," said {B}',
        "{they} asked the {reader}, who knew many languages",
      ],
      resolutions: [
        "the note said that {o} was hidden in the {shelf}",
        "it was only a recipe for ink, and {they} laughed",
        "the {reader} read it at last: it was an old love letter",
      ],
    },
  ],
  closings: [
    "{A} put the books about {topic} back and closed the library",
    "the {reader} left, and the library of {town} was silent",
    "{A} took a book about {topic} home and read until midnight",
    "{A} placed {o} in the {shelf}, where everybody could see it",
  ],
};
