// Which papers are ready. People gather them over days, so the ticks stay on this phone, by errand
// and area, and nowhere else: not in the address, not at the server.
//
//   yitong.ticks := { list: [id …] }     list := errand "." area; the oldest list goes first
import type { Answers } from './answers';

const key = 'yitong.ticks';
const mostLists = 20;
const mostTicks = 60;

type Lists = Record<string, string[]>;

function read(): Lists {
  try {
    const said: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof said !== 'object' || said === null || Array.isArray(said)) return {};
    const sound = Object.entries(said).filter(
      ([, ids]) => Array.isArray(ids) && ids.every((id) => typeof id === 'string'),
    );
    return Object.fromEntries(sound) as Lists;
  } catch {
    return {}; // storage is forbidden, or holds what another program wrote
  }
}

function write(lists: Lists) {
  try {
    localStorage.setItem(key, JSON.stringify(lists));
  } catch {
    // the ticks then last as long as the page
  }
}

export function listOf({ matter, insured }: Pick<Answers, 'matter' | 'insured'>): string {
  return `${matter}.${insured}`;
}

export function ticksOf(list: string): Set<string> {
  return new Set(read()[list] ?? []);
}

export function keepTicks(list: string, ticked: ReadonlySet<string>) {
  const { [list]: _, ...others } = read();
  const kept = Object.entries(others).slice(-(mostLists - 1));
  if (ticked.size > 0) kept.push([list, [...ticked].slice(0, mostTicks)]);
  if (kept.length > 0) write(Object.fromEntries(kept));
  else forgetTicks();
}

export function hasTicks(): boolean {
  return Object.keys(read()).length > 0;
}

export function forgetTicks() {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept either
  }
}
