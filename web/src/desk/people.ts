// Who somebody at the window is: by the code, card or resident id that they show, which the server
// journals, by the person's number, or by name among the people whose cases this desk sees.
import type { Reply } from '../api/client';
import { mapped } from '../cases/calls';
import type { CaseRow } from '../cases/shapes';
import { checkCredential, listDesk } from './calls';
import { everything } from './place';

export interface Found {
  person: string;
  /** In part, where a credential was shown; empty where nobody told it. */
  name: string;
  /** The newest case, where the person was found by it. */
  row: CaseRow | null;
}

type Shown = { token: string } | { card: string } | { resident_id: string };

export function shownIn(text: string): Shown | null {
  if (text.startsWith('YT1.')) return { token: text };
  if (/^\d{17}[\dXx]$/.test(text)) return { resident_id: text.toUpperCase() };
  if (/^(?=.*\d)[0-9A-Za-z]{8,20}$/.test(text)) return { card: text.toUpperCase() };
  return null;
}

/** Each person once, newest case first, as the list is. */
export function peopleIn(rows: readonly CaseRow[]): Found[] {
  const out = new Map<string, Found>();
  for (const row of rows)
    if (!out.has(row.person))
      out.set(row.person, { person: row.person, name: row.person_name ?? '', row });
  return [...out.values()];
}

export async function findPeople(text: string, institution: string): Promise<Reply<Found[]>> {
  if (/^p[0-9a-f]{16}$/.test(text))
    return { ok: true, value: [{ person: text, name: '', row: null }] };
  const shown = shownIn(text);
  if (!shown)
    return mapped(await listDesk({ ...everything(), search: text }, ''), ({ cases }) =>
      peopleIn(cases),
    );
  const said: Record<string, string> = institution ? { ...shown, institution } : { ...shown };
  return mapped(await checkCredential(said), ({ person, name }) => [
    { person, name: name ?? '', row: null },
  ]);
}
