// Cases that wait for the person, as notices of the home page; those sent back before mere drafts.
import type { Text } from '../api/types';
import type { CaseRow } from '../cases/shapes';
import type { Notice } from './attention';

export function noticesOfCases(
  rows: CaseRow[],
  names: { say: (text: Text) => string; day: (text: string) => string },
): Notice[] {
  const waiting = rows.filter(({ state }) => state.personal && !state.final);
  const drafts = waiting.filter(({ state }) => state.code === 'draft');
  const pressing = waiting.filter(({ state }) => state.code !== 'draft');
  return [...pressing, ...drafts].map((row) => {
    const draft = row.state.code === 'draft';
    return {
      key: `case${row.no}`,
      kind: draft ? 'plain' : 'refused',
      words: draft ? 'caseDraft' : row.due_day ? 'caseDue' : 'caseYours',
      blanks: {
        kind: names.say(row.kind.name),
        state: names.say(row.state.name),
        day: names.day(row.due_day ?? ''),
      },
      to: 'cases',
      id: row.no,
    };
  });
}
