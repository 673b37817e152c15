import { findItems } from '../api/client';
import type { AreaSummary, CatalogueItem, CatalogueKind, Text } from '../api/types';
import { grouped } from '../shared/money';
import type { Found } from '../shared/SearchSheet.vue';

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[\s']/g, '');
}

function initials(pinyin: string): string {
  return pinyin
    .toLowerCase()
    .split(/[\s']+/)
    .map((syllable) => syllable.charAt(0))
    .join('');
}

/** Areas whose name, code or pinyin (whole or initials) contains the text. */
export function matchingAreas(areas: AreaSummary[], text: string): AreaSummary[] {
  const wanted = squeezed(text);
  return areas.filter(
    ({ code, name, pinyin }) =>
      [squeezed(name.zh), squeezed(name.en), squeezed(pinyin), initials(pinyin)].some((form) =>
        form.includes(wanted),
      ) || code.startsWith(wanted),
  );
}

export function areaSearch(areas: () => AreaSummary[], say: (text: Text) => string) {
  return async (text: string): Promise<Found[]> =>
    matchingAreas(areas(), text).map(({ code, name }) => ({
      key: code,
      title: say(name),
      detail: code,
    }));
}

/** Searches the catalogue and remembers what it found, so that a picked key has its item. */
export function itemSearch(kind: () => CatalogueKind, area: () => string) {
  const seen = new Map<string, CatalogueItem>();
  async function search(text: string, signal: AbortSignal): Promise<Found[] | null> {
    const reply = await findItems(text, kind(), area(), signal);
    if (!reply.ok) return null;
    for (const item of reply.value.items) seen.set(item.code, item);
    return reply.value.items.map((item) => ({
      key: item.code,
      title: item.name,
      detail: [item.code, item.restriction ?? ''].filter(Boolean).join(' · ').slice(0, 120),
    }));
  }
  return { search, item: (code: string) => seen.get(code) };
}

export function itemFacts(item: CatalogueItem | undefined) {
  return {
    firstShare: item?.self_pay_first ?? '',
    priceLimit: item?.price_limit ? grouped(item.price_limit) : '',
  };
}
