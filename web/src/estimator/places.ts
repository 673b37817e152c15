import { reactive } from 'vue';
import { findItems } from '../api/client';
import type { AreaSummary, CatalogueItem, CatalogueKind, Text } from '../api/types';
import type { Found } from '../shared/SearchSheet.vue';

export type Place = Pick<AreaSummary, 'code' | 'name' | 'pinyin'>;

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[\s']/g, '');
}

const consonant = '(?:[zcs]h|[b-df-hj-np-tw-z])?';
const vowel = '(?:[aeo]i|ao|ou|[aeo]ng?|er|[aeo]|i[aeu]?o?n?g?|u[aeo]?i?n?g?|ve?)';
const syllable = `${consonant}${vowel}`;

/** Whether the syllables of the name can begin with these letters, however the pinyin is parted. */
function hasInitials({ name, pinyin }: Place, wanted: string): boolean {
  const characters = [...name.zh];
  if (!/^[a-z]+$/.test(wanted) || wanted.length > characters.length) return false;
  const parts = characters.map((_, at) => `${wanted[at] ? `(?=${wanted[at]})` : ''}${syllable}`);
  return new RegExp(`^${parts.join('')}$`).test(squeezed(pinyin));
}

/** Whether name, code or pinyin (whole or initials) contains the text. */
export function fits(place: Place, text: string): boolean {
  const wanted = squeezed(text);
  const { code, name, pinyin } = place;
  return (
    squeezed(name.zh).includes(wanted) ||
    [code, squeezed(name.en), squeezed(pinyin)].some((form) => form.startsWith(wanted)) ||
    hasInitials(place, wanted)
  );
}

export function matchingAreas(areas: AreaSummary[], text: string): AreaSummary[] {
  return areas.filter((area) => fits(area, text));
}

/** Provinces, their capitals, other cities, counties: as the national code numbers them. */
function rank(code: string): number {
  if (code.endsWith('0000')) return 0;
  if (code.endsWith('0100')) return 1;
  return code.endsWith('00') ? 2 : 3;
}

/** Encoded places first, then those that fit the text as a reader would; larger before smaller. */
export function ordered(places: Place[], encoded: (code: string) => boolean, text: string) {
  const weight = (place: Place) =>
    (encoded(place.code) ? 0 : 100) + (fits(place, text) ? 0 : 10) + rank(place.code);
  return places
    .map((place) => ({ place, weight: weight(place) }))
    .sort((left, right) => left.weight - right.weight)
    .map(({ place }) => place);
}

/** The codes of the city and the province that a division belongs to. */
function parents(code: string): string[] {
  return [`${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`].filter((above) => above !== code);
}

interface Words {
  say: (text: Text) => string;
  /** What an encoded area covers, such as the insurances in words. */
  covers: (area: AreaSummary) => string;
  notEncoded: () => string;
  above: (name: string) => string;
}

const mostSuggestedParents = 3;

/**
 * Searches every division. The catalogue is asked because it knows all of them; where a policy is
 * needed, a division without one is listed with the reason, and the encoded city above it with it.
 */
export function placeSearch(areas: () => AreaSummary[], words: Words) {
  const names = reactive(new Map<string, string>());
  const areaOf = (code: string) => areas().find((area) => area.code === code && area.encoded);

  function nameOf(code: string): string {
    const listed = areas().find((area) => area.code === code);
    return listed ? words.say(listed.name) : (names.get(code) ?? code);
  }

  async function find(text: string, signal: AbortSignal): Promise<Place[]> {
    const reply = text === '' ? null : await findItems(text, 'area', '', signal);
    const items = reply?.ok ? reply.value.items.filter(({ code }) => /^\d{6}$/.test(code)) : [];
    const places = new Map<string, Place>();
    for (const area of matchingAreas(areas(), text)) places.set(area.code, area);
    for (const { code, name, pinyin } of items) {
      names.set(code, name);
      if (!places.has(code)) places.set(code, { code, name: { zh: name, en: '' }, pinyin });
    }
    return ordered([...places.values()], (code) => areaOf(code) !== undefined, text);
  }

  /** Where treatment is: any place will do. */
  async function searchAny(text: string, signal: AbortSignal): Promise<Found[]> {
    const places = await find(text, signal);
    return places.map(({ code }) => ({ key: code, title: nameOf(code), detail: code }));
  }

  function insured(code: string, note?: string): Found {
    const area = areaOf(code);
    const found = { key: code, title: nameOf(code), detail: code };
    if (!area) return { ...found, note: words.notEncoded(), closed: true };
    return { ...found, note: note ?? words.covers(area), grade: area.grade };
  }

  function suggestedParents(places: Place[]): Found[] {
    const found = new Map<string, Found>();
    for (const { code } of places) {
      const above = parents(code).find((parent) => areaOf(parent));
      if (!above || found.has(above) || found.size === mostSuggestedParents) continue;
      found.set(above, insured(above, words.above(nameOf(code))));
    }
    return [...found.values()];
  }

  /** Where the person is insured: a policy is needed. */
  async function searchInsured(text: string, signal: AbortSignal): Promise<Found[]> {
    const places = await find(text, signal);
    const none = !places.some(({ code }) => areaOf(code));
    return [...(none ? suggestedParents(places) : []), ...places.map(({ code }) => insured(code))];
  }

  return { searchAny, searchInsured, nameOf };
}

/**
 * Searches the catalogue and remembers what it found, so that a picked key has its item. Items that
 * look the same to a reader are listed once.
 */
export function itemSearch(
  kind: () => CatalogueKind,
  area: () => string,
  detailOf: (item: CatalogueItem) => string,
) {
  const seen = new Map<string, CatalogueItem>();
  async function search(text: string, signal: AbortSignal): Promise<Found[] | null> {
    const reply = await findItems(text, kind(), area(), signal);
    if (!reply.ok) return null;
    const choices = new Map<string, Found>();
    for (const item of reply.value.items) {
      const detail = detailOf(item);
      const key = item.code || `${item.name} ${detail}`;
      seen.set(key, item);
      choices.set(key, { key, title: item.name, detail });
    }
    return [...choices.values()];
  }
  return { search, item: (key: string) => seen.get(key) };
}
