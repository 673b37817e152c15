// The person's cases in the order in which they matter.
import type { CaseRow } from '../cases/shapes';

export type Group = 'yours' | 'theirs' | 'done';

const groupOf = ({ state }: CaseRow): Group =>
  state.personal && !state.final ? 'yours' : state.turn && !state.final ? 'theirs' : 'done';

export function groupsOf(rows: CaseRow[]): { name: Group; rows: CaseRow[] }[] {
  return (['yours', 'theirs', 'done'] as const).map((name) => ({
    name,
    rows: rows.filter((row) => groupOf(row) === name),
  }));
}
