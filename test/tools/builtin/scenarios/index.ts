import type { Scenario } from "../scenario.ts";
import { farm } from "./farm.ts";
import { festival } from "./festival.ts";
import { garden } from "./garden.ts";
import { hospital } from "./hospital.ts";
import { kitchen } from "./kitchen.ts";
import { library } from "./library.ts";
import { market } from "./market.ts";
import { railway } from "./railway.ts";
import { school } from "./school.ts";
import { theatre } from "./theatre.ts";
import { voyage } from "./voyage.ts";
import { workshop } from "./workshop.ts";

export const scenarios: readonly Scenario[] = [
  market, voyage, workshop, school, garden, kitchen, hospital, railway, library, festival, farm, theatre,
];
