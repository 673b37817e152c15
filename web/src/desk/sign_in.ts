// One-time sign-in codes and links to identity providers: of a person, by a clerk at the window, or
// of staff, by their administrator.
import type { components } from '../api/schema';
import { get, own, post } from '../portal/calls';
import { call } from '../api/client';

export type SignInCode = components['schemas']['SignInCode'];
export type SignInLink = components['schemas']['SignInLink'];

/** "/v1/people/p…" or "/v1/staff/…": whose account it is. */
export const personAccount = (person: string) => `/v1/people/${encodeURIComponent(person)}`;
export const staffAccount = (account: string) => `/v1/staff/${encodeURIComponent(account)}`;

export const giveCode = (account: string) =>
  post<SignInCode>(`${account}/sign-in-codes`, { identity_checked: true });
export const listLinks = (account: string) =>
  get<{ links: SignInLink[] }>(`${account}/sign-in-links`);
export const addLink = (account: string, provider: string, subject: string) =>
  post<SignInLink>(`${account}/sign-in-links`, { provider, subject, identity_checked: true });
export const endLink = (account: string, no: number) =>
  call<null>(`${account}/sign-in-links/${no}`, { method: 'DELETE', headers: own });
