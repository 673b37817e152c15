// What is looked for. It stands in the address, so that a list can be shared:
//
//   fragment := "v=1" *( "&" name "=" value )
//   name     := "in" | "q" | "kind" | "level" | "open"      "open": services between commas
//
// Links come from strangers: what does not match its pattern is dropped.
export const services = [
  'inpatient',
  'outpatient',
  'chronic',
  'drug_purchase',
  'special_drugs',
  'dual_channel',
] as const;
export const kinds = ['all', 'hospital', 'pharmacy', 'clinic'] as const;
export const levels = ['all', '3', '2', '1'] as const;

export interface Search {
  area: string;
  name: string;
  kind: string;
  level: string;
  opened: string[];
}

const longestName = 64;
const has = (list: readonly string[], value: string) => list.includes(value);

export function noSearch(): Search {
  return { area: '', name: '', kind: 'all', level: 'all', opened: [] };
}

export function searchOf(fragment: string): Search {
  const search = noSearch();
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  if (said.get('v') !== '1') return search;
  const area = said.get('in') ?? '';
  if (/^\d{6}$/.test(area)) search.area = area;
  search.name = (said.get('q') ?? '').slice(0, longestName);
  const kind = said.get('kind') ?? '';
  if (has(kinds, kind)) search.kind = kind;
  const level = said.get('level') ?? '';
  if (has(levels, level)) search.level = level;
  const opened = (said.get('open') ?? '').split(',');
  search.opened = services.filter((one) => opened.includes(one));
  return search;
}

export function fragmentOf({ area, name, kind, level, opened }: Search): string {
  const out = new URLSearchParams({ v: '1' });
  if (area) out.set('in', area);
  if (name) out.set('q', name);
  if (kind !== 'all') out.set('kind', kind);
  if (level !== 'all') out.set('level', level);
  if (opened.length > 0) out.set('open', opened.join(','));
  return out.toString();
}

/** The question as the server takes it, or null while it is not said where. */
export function queryOf(search: Search, offset: number, limit: number): URLSearchParams | null {
  if (!search.area) return null;
  const out = new URLSearchParams({ area: search.area, limit: String(limit) });
  if (search.name.trim()) out.set('q', search.name.trim());
  if (search.kind !== 'all') out.set('kind', search.kind);
  // A level is a hospital's; a pharmacy has none.
  if (search.level !== 'all' && search.kind !== 'pharmacy') out.set('level', search.level);
  if (search.opened.length > 0) out.set('opened', search.opened.join(','));
  if (offset > 0) out.set('offset', String(offset));
  return out;
}
