// The person's endpoints. The session is a cookie that scripts cannot read; whatever changes
// something says so by a header that a form of another site cannot send.
import { call, type Reply } from '../api/client';
import type * as shapes from './shapes';

/** Says that a page of ours asks. */
export const own = { 'x-yitong': '1' };

export function get<T>(path: string, signal?: AbortSignal): Promise<Reply<T>> {
  return call(path, { cache: 'no-store' }, signal);
}

export function post<T>(path: string, body: object): Promise<Reply<T>> {
  const headers = { ...own, 'content-type': 'application/json' };
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

function remove<T>(path: string): Promise<Reply<T>> {
  return call(path, { method: 'DELETE', headers: own });
}

/** The person acted for; oneself where nobody is named. */
export function base(person: string): string {
  return `/v1/people/${person || 'me'}`;
}

export const getMe = () => get<shapes.Me>('/v1/me');
export const signIn = (said: Record<string, string>) => post<shapes.Me>('/v1/sessions', said);
export const signOut = () => remove<null>('/v1/sessions/current');
export const listProviders = () => get<{ providers: shapes.Provider[] }>('/v1/sign-in-providers');
export const beginProviderSignIn = (provider: string) =>
  post<{ url: string }>('/v1/provider-requests', { provider });
export const endProviderSignIn = (back: Record<string, string>) =>
  post<shapes.Me>('/v1/provider-sessions', back);
export const setPassword = (wanted: Record<string, string>) =>
  post<{ account: string }>('/v1/passwords', wanted);
export const listSessions = () => get<{ sessions: shapes.OwnSession[] }>('/v1/sessions');
export const signOutEverywhere = () => remove<null>('/v1/sessions');
export const listRefusals = () => get<{ refusals: shapes.Refusal[] }>('/v1/people/me/refusals');
export const listDemoAccounts = () => get<shapes.DemoAccounts>('/v1/demo/accounts');

export const listDelegates = (person: string) =>
  get<{ delegates: shapes.Delegate[] }>(`${base(person)}/delegates`);
export const addDelegate = (person: string, delegate: shapes.NewDelegate) =>
  post<shapes.Delegate>(`${base(person)}/delegates`, delegate);
export const endDelegate = (person: string, no: number) =>
  remove<null>(`${base(person)}/delegates/${no}`);

export function listMessages(person: string, before: string, limit: number) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before) query.set('before', before);
  return get<shapes.MessagePage>(`${base(person)}/messages?${query}`);
}
export const markMessagesRead = (person: string, up_to: string) =>
  post<null>(`${base(person)}/messages/read`, { up_to });

export const getCoverage = (person: string) => get<shapes.Coverage>(`${base(person)}/coverage`);
export const getYear = (person: string) => get<shapes.Year>(`${base(person)}/year`);
export const getEligibility = (person: string) =>
  get<shapes.Eligibility>(`${base(person)}/eligibility`);

export function listSettlements(person: string, year: string, before: string, limit: number) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (year) query.set('year', year);
  if (before) query.set('before', before);
  return get<shapes.Settlements>(`${base(person)}/settlements?${query}`);
}
export const getExplanation = (id: string) =>
  get<shapes.Explanation>(`/v1/settlements/${encodeURIComponent(id)}/explanation`);
export const sheetAddress = (id: string, language: string) =>
  `/v1/settlements/${encodeURIComponent(id)}/sheet?language=${language}`;

export const makeCredential = (person: string) =>
  post<shapes.Credential>(`${base(person)}/e-credentials`, {});
export const getCards = (person: string) => get<shapes.Cards>(`${base(person)}/cards`);
export const reportCardLost = (person: string) =>
  post<shapes.Cards>(`${base(person)}/card-reports`, {});

export const listDocuments = (person: string) => get<shapes.Documents>(`${base(person)}/documents`);
export const listAccesses = (person: string, id: string) =>
  get<shapes.Accesses>(`${base(person)}/documents/${id}/accesses`);
export const removeDocument = (person: string, id: string) =>
  remove<{ removed: boolean }>(`${base(person)}/documents/${id}`);
export const documentAddress = (person: string, id: string, part: 'thumbnail' | 'content') =>
  `${base(person)}/documents/${id}/${part}`;

export const findInstitutions = (query: URLSearchParams, signal?: AbortSignal) =>
  get<shapes.Institutions>(`/v1/institutions?${query}`, signal);
export const checkSheet = (query: URLSearchParams) =>
  get<shapes.SheetCheck>(`/v1/sheet-checks?${query}`);
