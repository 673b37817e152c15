import { reactive } from 'vue';
import { findItems } from '../api/client';
import type { AreaSummary, CatalogueItem, CatalogueKind, Text } from '../api/types';
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
      squeezed(name.zh).includes(wanted) ||
      [code, squeezed(name.en), squeezed(pinyin), initials(pinyin)].some((form) =>
        form.startsWith(wanted),
      ),
  );
}

function foundArea({ code, name }: { code: string; name: string }): Found {
  return { key: code, title: name, detail: code };
}

/**
 * Searches places: the areas with a policy first, then, where treatment may be anywhere, every
 * other division. The catalogue is asked as well because it knows initials and other readings.
 */
export function placeSearch(areas: () => AreaSummary[], say: (text: Text) => string) {
  const names = reactive(new Map<string, string>());
  function nameOf(code: string): string {
    const listed = areas().find((area) => area.code === code);
    return listed ? say(listed.name) : (names.get(code) ?? code);
  }
  async function search(text: string, anywhere: boolean, signal: AbortSignal): Promise<Found[]> {
    const local = matchingAreas(areas(), text).map(({ code }) => code);
    const reply = text === '' ? null : await findItems(text, 'area', '', signal);
    const items = reply?.ok ? reply.value.items.filter(({ code }) => /^\d{6}$/.test(code)) : [];
    for (const { code, name } of items) names.set(code, name);
    const listed = new Set(areas().map(({ code }) => code));
    const codes = items.map(({ code }) => code);
    const ordered = [...local, ...codes.filter((code) => listed.has(code)), ...codes];
    return [...new Set(ordered)]
      .filter((code) => anywhere || listed.has(code))
      .map((code) => foundArea({ code, name: nameOf(code) }));
  }
  return { search, nameOf };
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
