// Where at the desk one is, and what the list is narrowed to. Both stand in the address:
//
//   path     := "/desk" [ "/cases/" case | "/" room ]       room: statistics, payments, new,
//                                                              sign-in
//   fragment := [ name "=" value *( "&" name "=" value ) ]
//   name     := "queue" | "kind" | "area" | "search" | "assignee" | "overdue"
//
// Addresses come from strangers: what does not match is dropped.
import { ref } from 'vue';
import { addressOf } from '../app/page';

export const rooms = ['list', 'statistics', 'payments', 'new', 'sign-in'] as const;
export type Room = (typeof rooms)[number] | 'case';

export interface Filter {
  queue: string;
  kind: string;
  area: string;
  search: string;
  assignee: string;
  overdue: string;
}
export interface Place {
  room: Room;
  /** Of one case. */
  no: string;
  filter: Filter;
}

const longestSearch = 60;
const patterns: Record<keyof Filter, RegExp> = {
  queue: /^[a-z_]{1,40}$/,
  kind: /^[a-z_]{1,40}$/,
  area: /^\d{6}$/,
  search: /^[^\u0000-\u001f]{1,60}$/,
  assignee: /^[\w.-]{1,64}$/,
  overdue: /^true$/,
};
const names = Object.keys(patterns) as (keyof Filter)[];
const caseNumber = /^c[0-9a-z-]{1,40}$/;

export const everything = (): Filter => ({
  queue: '',
  kind: '',
  area: '',
  search: '',
  assignee: '',
  overdue: '',
});

export function filterOf(fragment: string): Filter {
  const filter = everything();
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  for (const name of names) {
    const value = (said.get(name) ?? '').slice(0, longestSearch + 4);
    if (patterns[name].test(value)) filter[name] = value;
  }
  return filter;
}

/** As the address and as the question to the server. */
export function queryOf(filter: Filter): URLSearchParams {
  const out = new URLSearchParams();
  for (const name of names) if (filter[name]) out.set(name, filter[name].trim());
  return out;
}

export function placeAt(pathname: string, hash: string): Place {
  const [, , room = '', no = ''] = pathname.split('/');
  const filter = filterOf(hash);
  if (room === 'cases' && caseNumber.test(no)) return { room: 'case', no, filter };
  return { room: rooms.find((one) => one === room) ?? 'list', no: '', filter };
}

export function hrefOf({ room, no, filter }: Place): string {
  const rest = room === 'case' ? `/cases/${no}` : room === 'list' ? '' : `/${room}`;
  const said = queryOf(filter).toString();
  return `${addressOf.desk}${rest}${said ? `#${said}` : ''}`;
}

export const place = ref<Place>(placeAt(location.pathname, location.hash));

export function go(change: Partial<Place>) {
  place.value = { ...place.value, no: '', ...change };
  history.pushState(null, '', hrefOf(place.value));
}
export function followAddress() {
  place.value = placeAt(location.pathname, location.hash);
}
