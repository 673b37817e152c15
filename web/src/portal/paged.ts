// A list that is read a page at a time: the first page comes by itself, the others when asked for.
import { computed, ref, shallowRef, watch } from 'vue';
import type { Failure, Reply } from '../api/client';
import { useLoaded } from './loaded';
import { heard } from './session';

export function usePaged<Page extends { next: string | null }, Row>(
  ask: (before: string) => Promise<Reply<Page>>,
  rowsOf: (page: Page) => Row[],
  depends: () => unknown = () => 0,
) {
  const first = useLoaded(() => ask(''), depends);
  const later = shallowRef<Row[]>([]);
  const next = ref<string | null>(null);
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  watch(first.value, (page) => {
    later.value = [];
    failure.value = null;
    next.value = page?.next ?? null;
  });
  const rows = computed(() => [
    ...(first.value.value ? rowsOf(first.value.value) : []),
    ...later.value,
  ]);

  async function more() {
    const asked = next.value;
    if (!asked || busy.value) return;
    busy.value = true;
    failure.value = null;
    const reply = heard(await ask(asked));
    busy.value = false;
    if (asked !== next.value) return;
    if (!reply.ok) failure.value = reply.failure;
    else {
      later.value = [...later.value, ...rowsOf(reply.value)];
      next.value = reply.value.next;
    }
  }
  return { first, rows, next, busy, failure, more };
}
