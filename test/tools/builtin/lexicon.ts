/** The words that every scenario shares. All of it was written for this project; the towns do not exist. */

export type Gender = "female" | "male";

export const names: Readonly<Record<Gender, readonly string[]>> = {
  female: [
    "Mara", "Lena", "Nora", "Ada", "Clara", "Ivy", "Rosa", "Hanna", "Stella", "Flora", "Greta", "Edith",
    "Paula", "Vera", "Lucy", "Martha", "Alice", "Judith", "Olive", "Selma", "Tilda", "Wanda",
  ],
  male: [
    "Tom", "Oscar", "Felix", "Hugo", "Anton", "Peter", "Simon", "Jonas", "Emil", "Victor", "Bruno", "Walter",
    "Henry", "Leo", "Martin", "Arthur", "Caleb", "Rufus", "Silas", "Edgar", "Conrad", "Nils",
  ],
};

export const towns: readonly string[] = [
  "Thornby", "Millhaven", "Ashford", "Redcliff", "Fernwick", "Saltmere", "Oakridge", "Harrowgate", "Brindle", "Stonebay",
  "Larkfield", "Winterton", "Elmstead", "Crowhurst", "Marlow", "Pinehill", "Greywater", "Hollin", "Westcombe", "Dunmore",
];

/** What the companion is to the main person; the gender is the companion's. */
export const relations: Readonly<Record<Gender, readonly string[]>> = {
  female: ["sister", "aunt", "daughter", "mother", "niece", "cousin", "neighbour", "friend", "wife", "grandmother"],
  male: ["brother", "uncle", "son", "father", "nephew", "cousin", "neighbour", "friend", "husband", "grandfather"],
};

export const sizes: readonly string[] = ["small", "large", "heavy", "old", "new", "tiny", "fine", "plain", "long", "strange"];

export interface Season {
  readonly name: string;
  readonly months: readonly string[];
  readonly weathers: readonly string[];
}

export const seasons: readonly Season[] = [
  { name: "spring", months: ["March", "April", "May"], weathers: ["rain", "wind", "sunshine"] },
  { name: "summer", months: ["June", "August"], weathers: ["sunshine", "heat", "thunder"] },
  { name: "autumn", months: ["October", "November"], weathers: ["fog", "wind", "rain"] },
  { name: "winter", months: ["December", "January"], weathers: ["snow", "frost", "fog"] },
];

/** Said of the weather as the day goes on: first near the beginning, later in the middle of a document. */
export const weathers: Readonly<Record<string, { readonly first: readonly string[]; readonly later: readonly string[] }>> = {
  rain: {
    first: [
      "the rain had started before {daybreak} and the streets of {town} were wet",
      "grey clouds hung over {town} and a soft rain fell on the roofs",
      "it was a wet {month} morning and everybody in {town} carried an umbrella",
    ],
    later: [
      "the rain [beat|drummed] on the windows and water ran down the street",
      "the rain grew [heavier|stronger] and people hurried by with their wet umbrellas",
      "when the rain stopped at last, the wet roofs of {town} shone",
    ],
  },
  wind: {
    first: [
      "a strong {season} wind blew through {town} and shook the shutters",
      "all night the wind had torn at the trees around {town}",
      "the wind came from the north that {day} and doors banged all over {town}",
    ],
    later: [
      "the wind [pulled|tugged] at every coat and carried a hat across the street",
      "outside the wind grew stronger and a loose shutter banged against the wall",
      "towards evening the wind dropped and the trees stood still again",
    ],
  },
  sunshine: {
    first: [
      "it was a bright {season} day and warm sunshine lay over {town}",
      "the sun rose into a clear sky and warmed the roofs of {town}",
      "on that {month} morning {town} lay in bright sunshine",
    ],
    later: [
      "the sunshine [fell|came] through the window and lay warm on the floor",
      "the sun stood high now and everybody looked for a little shade",
      "in the warm sunshine even the old people of {town} sat outside",
    ],
  },
  heat: {
    first: [
      "for a week the heat had lain over {town} like a blanket",
      "it was the hottest day of {month} and the streets of {town} were dusty",
      "even before {daybreak} the air in {town} was hot and dry",
    ],
    later: [
      "the heat grew worse and {A} drank a cup of cold water",
      "nobody could work fast in such heat, and the dust burned in every throat",
      "only when the sun went down did the heat become easier to bear",
    ],
  },
  thunder: {
    first: [
      "dark clouds gathered over {town} and thunder rolled behind the hills",
      "the {season} air was heavy, and far away thunder could be heard",
      "a storm was coming to {town}, and the first thunder made the dogs bark",
    ],
    later: [
      "a flash of lightning lit the sky and the thunder shook the windows",
      "then the storm broke, and after the thunder came a sudden shower",
      "at last the storm moved on and the thunder died away behind the hills",
    ],
  },
  fog: {
    first: [
      "thick fog lay over {town} and the lamps burned until noon",
      "on that {month} morning the fog was so thick that the church could not be seen",
      "fog had come up from the river and filled the streets of {town}",
    ],
    later: [
      "the fog grew thicker, and steps could be heard long before a face was seen",
      "through the fog the church bell of {town} sounded very far away",
      "in the afternoon the fog lifted and the lamps were put out",
    ],
  },
  snow: {
    first: [
      "snow had fallen all night and {town} lay white and quiet",
      "it was a cold {month} morning and deep snow covered the roofs of {town}",
      "the first snow of the {season} lay on the streets of {town}",
    ],
    later: [
      "the snow kept falling, and soon every footprint had disappeared",
      "children ran by and threw snow at each other until their fingers were red",
      "outside the snow fell thickly, but the stove kept the room warm",
    ],
  },
  frost: {
    first: [
      "there was a hard frost that {day} and ice covered every puddle in {town}",
      "the frost had painted white flowers on the windows of {town}",
      "it was so cold in {town} that the river had frozen to thick ice",
    ],
    later: [
      "the frost bit their fingers, so {they} kept close to the stove",
      "ice cracked under every step, and breath hung white in the cold air",
      "as the sun went down the frost grew harder and the stars came out",
    ],
  },
};

/** May begin a sentence. `hour` orders them within the day; those without one say only what comes after what. */
export const connectives: readonly { readonly text: string; readonly phase: Phase; readonly hour?: number }[] = [
  { text: "right after sunrise", phase: "early", hour: 6 },
  { text: "before breakfast", phase: "early", hour: 7 },
  { text: "early on {day}", phase: "early", hour: 7 },
  { text: "that morning", phase: "early", hour: 8 },
  { text: "first", phase: "early" },
  { text: "as usual", phase: "early" },
  { text: "then", phase: "middle" },
  { text: "soon", phase: "middle" },
  { text: "a little later", phase: "middle" },
  { text: "after a while", phase: "middle" },
  { text: "before long", phase: "middle" },
  { text: "an hour later", phase: "middle" },
  { text: "at noon", phase: "middle", hour: 12 },
  { text: "after lunch", phase: "middle", hour: 13 },
  { text: "finally", phase: "late" },
  { text: "at last", phase: "late" },
  { text: "in the end", phase: "late" },
  { text: "later that day", phase: "late" },
  { text: "in the afternoon", phase: "late", hour: 15 },
  { text: "before sunset", phase: "late", hour: 18 },
  { text: "in the evening", phase: "late", hour: 19 },
  { text: "by nightfall", phase: "late", hour: 20 },
];

/** Which part of a document a sentence belongs to. */
export type Phase = "early" | "middle" | "late";

export const slots: Readonly<Record<string, readonly string[]>> = {
  day: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  daybreak: ["sunrise", "dawn", "daybreak"],
  feeling: ["happy", "proud", "calm"],
  worry: ["worried", "afraid", "angry"],
  number: ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"],
  pet: ["dog", "cat", "goat", "donkey"],
  petname: ["Pepper", "Button", "Clover"],
  drink: ["tea", "coffee", "milk", "cider", "cocoa"],
  snack: ["bread and cheese", "warm soup", "apple cake", "cold chicken", "potato pie", "honey biscuits"],
  container: ["box", "basket", "drawer", "bag", "chest", "cupboard"],
  visitor: ["stranger", "sailor", "soldier", "widow", "student", "painter", "priest", "pedlar"],
};
