// Where in the portal one is, and for whom one acts. Both stand in the address:
//
//   path     := "/my" [ "/" room [ "/" id ] ]
//   fragment := [ "for=" person ] [ "at=" screen ]   browsers never send it to a server
//
// Addresses come from strangers: what does not match is dropped.
import { computed, ref } from 'vue';
import { addressOf } from '../app/page';

export const rooms = [
  'home',
  'messages',
  'cases',
  'coverage',
  'settlements',
  'code',
  'card',
  'documents',
  'family',
  'settings',
] as const;
export type Room = (typeof rooms)[number];

export interface Place {
  room: Room;
  /** Of one settlement or case; `new` for a case to be opened. */
  id: string;
  /** The person acted for; empty: oneself. */
  actingFor: string;
  /** A screen of what is being written; empty: the first look. */
  at: string;
}

const ids: Partial<Record<Room, RegExp>> = {
  settlements: /^s[0-9a-z-]{1,40}$/,
  cases: /^(c[0-9a-z-]{1,40}|new)$/,
};
const screen = /^[a-z0-9_]{1,40}$/;
const person = /^p[0-9a-f]{16}$/;

export function placeAt(pathname: string, hash: string): Place {
  const [, , room = '', id = ''] = pathname.split('/');
  const known = rooms.find((one) => one === room) ?? 'home';
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const asked = said.get('for') ?? '';
  const at = said.get('at') ?? '';
  return {
    room: known,
    id: ids[known]?.test(id) ? id : '',
    actingFor: person.test(asked) ? asked : '',
    at: known === 'cases' && screen.test(at) ? at : '',
  };
}

/** What an identity provider sent along with the browser, if this is the address for it. */
export function providerReturn(pathname: string, search: string): Record<string, string> | null {
  if (pathname !== `${addressOf.portal}/signed-in`) return null;
  const given = new URLSearchParams(search);
  const out: Record<string, string> = {};
  for (const [from, to] of [
    ['code', 'code'],
    ['error', 'error'],
    ['state', 'state'],
    ['iss', 'issuer'],
  ] as const) {
    const value = given.get(from);
    if (value) out[to] = value;
  }
  return out.state && (out.code || out.error) ? out : null;
}

export function hrefOf({ room, id, actingFor, at }: Place): string {
  const path = [addressOf.portal, room === 'home' ? '' : room, id].filter(Boolean).join('/');
  const said = [actingFor && `for=${actingFor}`, at && `at=${at}`].filter(Boolean).join('&');
  return said ? `${path}#${said}` : path;
}

export const place = ref<Place>(placeAt(location.pathname, location.hash));
export const actingFor = computed(() => place.value.actingFor);

/** The address of another room for the same person. */
export function to(room: Room, id = '', at = ''): string {
  return hrefOf({ room, id, actingFor: place.value.actingFor, at });
}

export function go(change: Partial<Place>) {
  place.value = { ...place.value, id: '', at: '', ...change };
  history.pushState(null, '', hrefOf(place.value));
}

export function followAddress() {
  place.value = placeAt(location.pathname, location.hash);
}
