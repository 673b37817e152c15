// What is known about an area's policy, out of the area's form and the policy's text.
import type { Grade, InsuranceDetail, PolicyText, Source } from '../api/types';

export type Level = InsuranceDetail['levels'][number];

/**
 * The levels that some row of the policy's tables names. The form offers every national level; a
 * row's conditions are names joined by commas. Null where rows name none: then nothing is claimed.
 */
export function levelsNamed(insurance: InsuranceDetail, policy: PolicyText): Level[] | null {
  const conditions = policy.tables.flatMap(({ rows }) => rows.map(([when]) => when?.zh ?? ''));
  const named = new Set(conditions.flatMap((when) => when.split(/[，、]/)));
  const levels = insurance.levels.filter(({ name }) => named.has(name.zh));
  return levels.length > 0 ? levels : null;
}

/** How many documents there are of each grade, the best grade first. */
export function gradeCounts(sources: Source[]): { grade: Grade; count: number }[] {
  const grades = [...new Set(sources.map(({ grade }) => grade))].sort();
  return grades.map((grade) => ({
    grade,
    count: sources.filter((source) => source.grade === grade).length,
  }));
}

/** The kinds of care that are encoded; visits that share a benefit are told together. */
export function visitsByBenefit(insurance: InsuranceDetail) {
  const groups = new Map<string, InsuranceDetail['visits']>();
  for (const visit of insurance.visits) {
    groups.set(visit.benefit, [...(groups.get(visit.benefit) ?? []), visit]);
  }
  return [...groups.values()];
}
