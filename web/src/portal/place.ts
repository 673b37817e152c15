// Where in the portal one is, and for whom one acts. Both stand in the address:
//
//   path     := "/my" [ "/" room [ "/" id ] ]
//   fragment := [ "for=" person ]             browsers never send it to a server
//
// Addresses come from strangers: what does not match is dropped.
import { computed, ref } from 'vue';
import { addressOf } from '../app/page';

export const rooms = [
  'home',
  'messages',
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
  /** Of one settlement. */
  id: string;
  /** The person acted for; empty: oneself. */
  actingFor: string;
}

const settlement = /^s[0-9a-z-]{1,40}$/;
const person = /^p[0-9a-f]{16}$/;

export function placeAt(pathname: string, hash: string): Place {
  const [, , room = '', id = ''] = pathname.split('/');
  const known = rooms.find((one) => one === room) ?? 'home';
  const asked = new URLSearchParams(hash.replace(/^#/, '')).get('for') ?? '';
  return {
    room: known,
    id: known === 'settlements' && settlement.test(id) ? id : '',
    actingFor: person.test(asked) ? asked : '',
  };
}

export function hrefOf({ room, id, actingFor }: Place): string {
  const path = [addressOf.portal, room === 'home' ? '' : room, id].filter(Boolean).join('/');
  return actingFor ? `${path}#for=${actingFor}` : path;
}

export const place = ref<Place>(placeAt(location.pathname, location.hash));
export const actingFor = computed(() => place.value.actingFor);

/** The address of another room for the same person. */
export function to(room: Room, id = ''): string {
  return hrefOf({ room, id, actingFor: place.value.actingFor });
}

export function go(change: Partial<Place>) {
  place.value = { ...place.value, id: '', ...change };
  history.pushState(null, '', hrefOf(place.value));
}

export function followAddress() {
  place.value = placeAt(location.pathname, location.hash);
}
