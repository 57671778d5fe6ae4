import { leastChance, rungsOf, stepAt } from "../study/early-stopping.ts";
import type { Forecast, Study, Trial } from "../study/study.ts";
import { askSearcher } from "./ask-searcher.ts";
import { suggestionSeed } from "./next-trial.ts";
import type { LabPorts } from "./ports.ts";

/** Judges a running trial by its curve, once at each rung. */
export interface Judge {
  /** @returns what was to be expected of it, if that is not worth going on for */
  hopeless(trial: Trial, step: number): Promise<Forecast | null>;
}

/**
 * What it finds follows from the study and the curve up to the rung alone, so that a trial ends at the same rung
 * however often it was interrupted, and however many steps were taken at a time.
 * @param resumedAt the step training began at: rungs before it were passed
 */
export function createJudge(study: Study, trial: Trial, resumedAt: number, ports: Pick<LabPorts, "hireSearcher">): Judge {
  const { requirements } = study;
  const ahead = rungsOf(trial, requirements)
    .map((share) => ({ share, step: stepAt(share, trial, requirements) }))
    .filter(({ step }) => step > resumedAt);

  async function hopelessAt(share: number, current: Trial): Promise<Forecast | null> {
    const known = { ...study, trials: study.trials.map((one) => (one.id === current.id ? current : one)) };
    const seed = suggestionSeed(study, current.id);
    const forecast = await askSearcher(ports, (searcher) => searcher.outlook(known, current.id, share, seed));
    return forecast !== null && forecast.chance < leastChance ? forecast : null;
  }

  return {
    async hopeless(current, step) {
      for (let rung = ahead[0]; rung !== undefined && rung.step <= step; rung = ahead[0]) {
        ahead.shift();
        const forecast = await hopelessAt(rung.share, current);
        if (forecast !== null) return forecast;
      }
      return null;
    },
  };
}

/** The trial as it is written down when it is given up: with the part of its curve that decided, and why in words. */
export function givenUp(trial: Trial, forecast: Forecast, { requirements }: Study): { trial: Trial; reason: string } {
  const end = stepAt(forecast.share, trial, requirements);
  const curve = trial.curve.filter(({ step }) => step < end);
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
  const chance = forecast.chance < 0.001 ? "less than 0.1 %" : percent(forecast.chance);
  const reason = `given up after ${percent(forecast.share)} of distillation: ${chance} chance of reaching the Pareto front`;
  return { trial: { ...trial, curve, forecast }, reason };
}
