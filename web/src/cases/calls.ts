// The endpoints of cases, for the person, the clerk at the window and the desk alike.
import { call, type Reply } from '../api/client';
import { get, own, post } from '../portal/calls';
import type * as shapes from './shapes';

const path = (no: string) => `/v1/cases/${encodeURIComponent(no)}`;

let kinds: Promise<Reply<shapes.CaseKinds>> | null = null;

/** The tables, asked for once; after a failure the next call asks again. */
export function getKinds(): Promise<Reply<shapes.CaseKinds>> {
  kinds ??= get<shapes.CaseKinds>('/v1/case-kinds').then((reply) => {
    if (!reply.ok) kinds = null;
    return reply;
  });
  return kinds;
}

export const getCase = (no: string, signal?: AbortSignal) => get<shapes.CaseFile>(path(no), signal);
export const listCases = (person: string) =>
  get<{ cases: shapes.CaseRow[] }>(`/v1/people/${person || 'me'}/cases`);

/** `key`: the same for every try of one tap, so that no case is opened twice. */
export function openCase(asked: shapes.NewCase, key: string): Promise<Reply<shapes.CaseFile>> {
  const headers = { ...own, 'content-type': 'application/json', 'idempotency-key': key };
  return call('/v1/cases', { method: 'POST', headers, body: JSON.stringify(asked) });
}

export function saveDraft(
  no: string,
  draft: { version: number; form: shapes.Form; materials: shapes.Handed[] },
): Promise<Reply<shapes.CaseFile>> {
  const headers = { ...own, 'content-type': 'application/json' };
  return call(`${path(no)}/draft`, { method: 'PUT', headers, body: JSON.stringify(draft) });
}

export const act = (no: string, deed: shapes.Deed) =>
  post<shapes.CaseFile>(`${path(no)}/actions`, deed);
