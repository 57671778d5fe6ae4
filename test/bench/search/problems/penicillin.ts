/**
 * A fermenter (Liang and Lai 2021, after Birol et al. 2002): more penicillin, less carbon dioxide, less time. Equations
 * and constants as BoTorch simplifies them; its reference point is a rounded one from an NSGA-II front, and so is the
 * maximum.
 *
 * Notation: V volume (l), X biomass, S glucose, P penicillin, C carbon dioxide (g/l), T temperature (K), F feed rate
 * (l/h), H = 10^-pH; μ rate of growth. Euler steps of one hour until the vessel is full, the glucose eaten, or no more
 * penicillin is made.
 */
import { searchSpace } from "../../../../src/search/space/space.ts";
import { floatAxis, objective, type TestProblem } from "../test-problem.ts";

const mostHours = 2500;
const fullVolume = 180;
const leastProduction = 1e-11;

const gasConstant = 1.9872;
/** Biomass and penicillin a gram of glucose, glucose an hour to stay alive. */
const [growthYield, productionYield, maintenance] = [0.45, 0.9, 0.014];
/** Carbon dioxide of growth, of biomass, of nothing. */
const carbonDioxide = [0.143, 4e-7, 1e-4] as const;
const freezing = 273;
const boiling = 373;

/** How much of the fastest growth there is at this temperature and acidity. */
function growthFactor(temperature: number, hydrogen: number): number {
  const acidity = 1 + 1e-10 / hydrogen + hydrogen / 7e-5;
  const arrhenius = (factor: number, energy: number) => factor * Math.exp(-energy / (gasConstant * temperature));
  return (0.092 / acidity) * (arrhenius(7e3, 5100) - arrhenius(1e33, 50_000));
}

function ferment(candidate: Float64Array): { penicillin: number; carbonDioxide: number; hours: number } {
  const [volume = 0, biomass = 0, T = 0, glucose = 0, F = 0, feedGlucose = 0, pH = 0] = candidate;
  let [V, X, S, P, C] = [volume, biomass, glucose, 0, 0];
  const growth = growthFactor(T, 10 ** -pH);
  const evaporation = 2.5e-4 * (Math.exp((5 * (T - boiling)) / (freezing - boiling)) - 1);
  for (let hours = 1; ; hours++) {
    const dV = F - V * evaporation;
    const dilution = dV / V;
    const mu = growth * (S / (0.15 * X + S));
    const production = 0.005 * (S / (2e-4 + S + S ** 2 / 0.1));
    const dX = mu * X - dilution * X;
    const dS =
      -(mu / growthYield + production / productionYield + maintenance) * X + (F * feedGlucose) / V - dilution * S;
    const dP = production * X - 0.04 * P - dilution * P;
    C += carbonDioxide[0] * dX + carbonDioxide[1] * X + carbonDioxide[2];
    [V, X, S, P] = [V + dV, X + dX, S + dS, P + dP];
    if (V > fullVolume || S < 0 || dP < leastProduction || hours === mostHours)
      return { penicillin: P, carbonDioxide: C, hours };
  }
}

export const penicillin: TestProblem = {
  name: "Penicillin",
  space: searchSpace([
    floatAxis("volume", 60, 120),
    floatAxis("biomass", 0.05, 18),
    floatAxis("temperature", 293, 303),
    floatAxis("glucose", 0.05, 18),
    floatAxis("feedRate", 0.01, 0.5),
    floatAxis("feedGlucose", 500, 700),
    floatAxis("pH", 5, 6.5),
  ]),
  metrics: [{ ...objective("penicillin"), sign: -1 }, objective("carbonDioxide"), objective("hours")],
  evaluate: ferment,
  noise: {},
  reference: [25.935, 57.612, 935.5],
  maximum: 2183455.909507436,
  budget: 60,
};
