// The endpoints of cases, for the person, the clerk at the window and the desk alike.
import { call, type Reply } from '../api/client';
import { get, own, post } from '../portal/calls';
import type * as shapes from './shapes';
import { toCase, toKinds, toRow, type WireCase, type WireKinds, type WireRow } from './wire';

const path = (no: string) => `/v1/cases/${encodeURIComponent(no)}`;

export function mapped<A, B>(reply: Reply<A>, change: (value: A) => B): Reply<B> {
  return reply.ok ? { ok: true, value: change(reply.value) } : reply;
}

let kinds: Promise<Reply<shapes.CaseKinds>> | null = null;

/** The tables, asked for once; after a failure the next call asks again. */
export function getKinds(): Promise<Reply<shapes.CaseKinds>> {
  kinds ??= get<WireKinds>('/v1/case-kinds').then((reply) => {
    if (!reply.ok) kinds = null;
    return mapped(reply, toKinds);
  });
  return kinds;
}

async function told(asked: Promise<Reply<WireCase>>): Promise<Reply<shapes.CaseFile>> {
  const [tables, reply] = await Promise.all([getKinds(), asked]);
  return tables.ok ? mapped(reply, (wire) => toCase(wire, tables.value)) : tables;
}

export const getCase = (no: string) => told(get<WireCase>(path(no)));

export async function listCases(person: string) {
  const reply = await get<{ cases: WireRow[] }>(`/v1/people/${person || 'me'}/cases`);
  return mapped(reply, ({ cases }) => ({ cases: cases.map(toRow) }));
}

/** `key`: the same for every try of one tap, so that no case is opened twice. */
export function openCase(asked: shapes.NewCase, key: string): Promise<Reply<shapes.CaseFile>> {
  const headers = { ...own, 'content-type': 'application/json', 'idempotency-key': key };
  return told(call('/v1/cases', { method: 'POST', headers, body: JSON.stringify(asked) }));
}

export function saveDraft(
  no: string,
  draft: { version: number; form: shapes.Form; materials: shapes.Handed[] },
): Promise<Reply<shapes.CaseFile>> {
  const headers = { ...own, 'content-type': 'application/json' };
  return told(call(`${path(no)}/draft`, { method: 'PUT', headers, body: JSON.stringify(draft) }));
}

export const act = (no: string, deed: shapes.Deed) =>
  told(post<WireCase>(`${path(no)}/actions`, deed));
