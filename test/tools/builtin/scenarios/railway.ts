import type { Scenario } from "../scenario.ts";

export const railway: Scenario = {
  name: "railway",
  occupations: [
    { title: "conductor", tool: "whistle", product: "tickets" },
    { title: "engineer", tool: "wrench", product: "engines" },
    { title: "stationmaster", tool: "flag", product: "timetables" },
    { title: "porter", tool: "trolley", product: "luggage" },
  ],
  objects: [
    ["suitcase", "brown", "leather", "black"],
    ["hat", "grey", "straw", "black"],
    ["watch", "silver", "golden", "brass"],
    ["parcel", "brown", "paper", "square"],
    ["ticket", "yellow", "green", "blue"],
  ],
  slots: {
    train: ["night express", "mail train", "goods train", "mountain train"],
    passenger: ["professor", "violinist", "salesman", "young couple"],
    spot: ["tunnel", "bridge", "valley"],
    platform: ["first platform", "second platform", "third platform"],
  },
  openings: [
    "{A:name} was a {occupation} at the railway station of {town}",
    "the {train} to {far} was late, and the {occupation} {A:name} looked at the clock",
    "on the {platform} in {town} stood {A:name}, the {occupation}",
    "the {occupation} {A:name} worked on the {train} between {town} and {far}",
  ],
  objectIntroductions: [
    "on a bench near the {platform} somebody had left {o}",
    "in an empty carriage of the {train} {A} found {o}",
    "the {passenger} carried {o} and seemed to be in a hurry",
    "{A} always had {o} at work, a present from {A's} father",
    "a boy gave {A:him} {o} and asked {A:him} to keep it safe",
  ],
  early: [
    "the {train} stood on the rails and let off steam",
    "passengers with bags [crowded|hurried] along the {platform}",
    "the {passenger} bought a ticket to {far} and got on the {train}",
    "{A} checked the brakes and the lamps of the {train}",
    "a voice announced the {train} to {far}",
    "{A} helped the {passenger} to find a seat by the window",
    "the {train} left the station of {town} at {number} o'clock",
  ],
  middle: [
    "the {train} passed the {spot} and went faster",
    "{A} walked through the carriages of the {train} with {A's} {tool}",
    "the {passenger} [read|opened] a newspaper and fell asleep",
    "fields and villages flew past the windows of the {train}",
    "at the next station {number} passengers got off",
    "{B} shovelled coal until {B's} face was black",
    "after the {spot} the passengers could see the lights of {far}",
    "the {passenger} talked to {B:him} about {far}",
    "the wheels of the {train} sang on the rails",
  ],
  plots: [
    {
      causes: [
        "suddenly the {train} stopped in front of the {spot}",
        "a tree had fallen onto the rails near the {spot}",
      ],
      effects: [
        "the passengers put their heads out of the windows and asked questions",
        "the {train} could go neither forward nor back",
        "the {passenger} was {worry} and looked at the clock every minute",
      ],
      reactions: [
        '"please stay in your seats," said {A} to the passengers',
        "{B} took a lamp and walked along the rails to the {spot}",
        "{A} swung a red lamp to warn the next train",
      ],
      resolutions: [
        "{number} strong men pulled the tree aside, and the {train} went on",
        "after two hours a second engine came and pulled the {train} to {far}",
        "workers cleared the rails, and the passengers cheered",
      ],
    },
    {
      causes: [
        "the {passenger} had no ticket and could not pay",
        "the {passenger} had got on the wrong train in {town}",
      ],
      effects: [
        "the {passenger} turned red and searched every pocket",
        "{A} had to write everything down in a little book",
        "the {train} to {far} was already gone",
      ],
      reactions: [
        '"I must be in {far} tonight," said the {passenger}',
        "{B} felt sorry for the {passenger}",
      ],
      resolutions: [
        "{A} paid for the ticket, and the {passenger} promised to send the money",
        "the {passenger} found the ticket inside the newspaper and laughed",
        "{A} stopped the {train} at the {spot} and put the {passenger} on another one",
      ],
    },
    {
      causes: [
        "the {passenger} got off the {train} and left {o} on the seat",
        "when the {train} was empty, {o} still lay in the luggage net",
      ],
      effects: [
        "{A} ran after the {passenger} along the {platform}",
        "the {passenger} was already gone, so {A} opened {o}",
        "inside there was an address in {far} and nothing else",
      ],
      reactions: [
        '"perhaps it is valuable," said {B}',
        "{they} locked it in the office and sent a telegram",
      ],
      resolutions: [
        "the next day the {passenger} came back and thanked {A:him}",
        "{A} took the {train} to {far} and returned it {A:self}",
        "a month later the {passenger} sent {A:him} a letter from {far}",
      ],
    },
  ],
  closings: [
    "the {train} arrived in {far} only {number} minutes late",
    "{A} blew out the lamp, and the station of {town} was dark",
    "the last passengers left the {platform}, and {A} went home",
    "far away the {train} whistled once more near the {spot}",
  ],
};
