import { reactive, watch, type Ref } from 'vue';
import { findItems } from '../api/client';
import type { AreaSummary } from '../api/types';
import { useWords } from '../app/language';

const isCode = /^\d{6}$/;

/** Names of places by code: of listed areas at once, of any other as soon as the server told it. */
export function placeNames(areas: Ref<AreaSummary[]>, codes: () => string[]) {
  const { say } = useWords();
  const names = reactive(new Map<string, string>());
  const asked = new Set<string>();

  function nameOf(code: string): string {
    const listed = areas.value.find((area) => area.code === code);
    return listed ? say(listed.name) : (names.get(code) ?? code);
  }

  async function learn(code: string) {
    const reply = await findItems(code, 'area', '');
    const item = reply.ok ? reply.value.items.find((found) => found.code === code) : undefined;
    if (item) names.set(code, item.name);
  }

  watch(
    codes,
    (wanted) => {
      for (const code of wanted.filter((one) => isCode.test(one) && !asked.has(one))) {
        asked.add(code);
        void learn(code);
      }
    },
    { immediate: true },
  );
  return nameOf;
}
