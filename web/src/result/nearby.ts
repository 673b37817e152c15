// A refused question and those beside it: which of them can be answered, the server says.
import { quote } from '../api/client';
import type { InsuranceDetail, PersonKey, Text } from '../api/types';
import type { EstimatorForm } from '../estimator/form';
import { requestOf } from '../estimator/request';

export interface Nearby {
  /** Differs from the form in few answers; `names` are those answers. */
  form: EstimatorForm;
  names: Text[];
}

/** The answers of the server that say: a figure of this very case is missing. */
export function isMissing(code: string): boolean {
  return code === 'no_rule' || code === 'unknown_figure';
}

const ladder = ['3', '2', '1', 'primary'];
const rungOf = (level: string) => {
  const whole = ladder.findIndex((code) => level === code || level.startsWith(`${code}_`));
  return whole < 0 ? ladder.length - 1 : whole;
};

/** Other levels: finer ones of the same level first, then by distance from it. */
function levels(form: EstimatorForm, insurance: InsuranceDetail): Nearby[] {
  const finer = (code: string) => (ladder.includes(code) ? 0 : 0.5);
  const distance = (code: string) => Math.abs(rungOf(code) - rungOf(form.level)) + finer(code);
  return insurance.levels
    .filter(({ code }) => code !== form.level)
    .sort((left, right) => distance(left.code) - distance(right.code))
    .map(({ code, name }) => ({ form: { ...form, level: code }, names: [name] }));
}

function filings(form: EstimatorForm, insurance: InsuranceDetail): Nearby[] {
  return insurance.filings
    .filter(({ value }) => value !== form.filing && value !== 'emergency')
    .map(({ value, name }) => ({
      form: { ...form, filing: value },
      names: [name],
    }));
}

function visits(form: EstimatorForm, insurance: InsuranceDetail): Nearby[] {
  return insurance.visits
    .filter(({ code }) => code !== form.visit)
    .map(({ code, name }) => ({ form: { ...form, visit: code }, names: [name] }));
}

function otherFacts(form: EstimatorForm, key: PersonKey): Nearby[] {
  if (key.kind === 'number') return [];
  return key.values
    .filter(({ value }) => value !== String(form.person[key.key] ?? ''))
    .map(({ value, name }) => {
      const fact = key.kind === 'flag' ? value === 'true' : value;
      return { form: { ...form, person: { ...form.person, [key.key]: fact } }, names: [name] };
    });
}

function people(form: EstimatorForm, insurance: InsuranceDetail): Nearby[] {
  return insurance.person_keys.flatMap((key) => otherFacts(form, key));
}

function alsoOtherLevels(near: Nearby[], insurance: InsuranceDetail): Nearby[] {
  return near.flatMap(({ form, names }) =>
    levels(form, insurance).map((level) => ({
      form: level.form,
      names: [...names, ...level.names],
    })),
  );
}

const mostInRound = 24;
const askedAtOnce = 6;
export const mostOffered = 3;

/** Rounds of questions, the nearest first. What the person can still decide comes before facts. */
export function rounds(form: EstimatorForm, insurance: InsuranceDetail): Nearby[][] {
  const known = people(form, insurance);
  return [
    [...levels(form, insurance), ...filings(form, insurance)],
    [...visits(form, insurance), ...known],
    alsoOtherLevels([...visits(form, insurance), ...known], insurance),
  ].map((round) => round.slice(0, mostInRound));
}

async function isAnswered(form: EstimatorForm, insurance: InsuranceDetail, signal: AbortSignal) {
  const request = requestOf(form, insurance);
  const reply = request && (await quote(request, signal));
  return reply !== null && reply.ok && reply.value.outcome !== 'refused';
}

/** The nearest questions that the server answers, at most a few; none when `signal` aborts. */
export async function answerable(
  form: EstimatorForm,
  insurance: InsuranceDetail,
  signal: AbortSignal,
): Promise<Nearby[]> {
  const found: Nearby[] = [];
  for (const round of rounds(form, insurance)) {
    for (let at = 0; at < round.length && found.length < mostOffered; at += askedAtOnce) {
      const some = round.slice(at, at + askedAtOnce);
      const answered = await Promise.all(
        some.map((near) => isAnswered(near.form, insurance, signal)),
      );
      if (signal.aborted) return [];
      found.push(...some.filter((_, index) => answered[index]));
    }
    if (found.length > 0) break;
  }
  return found.slice(0, mostOffered);
}
