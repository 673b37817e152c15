// What a page needs of the server: asked for when it opens and whenever the person changes.
import { onUnmounted, ref, shallowRef, watch } from 'vue';
import type { Failure, Reply } from '../api/client';
import { heard } from './session';

export function useLoaded<T>(ask: () => Promise<Reply<T>>, depends: () => unknown = () => 0) {
  const value = shallowRef<T | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const loading = ref(true);
  let newest = 0;

  async function load() {
    const mine = ++newest;
    loading.value = true;
    failure.value = null;
    const reply = heard(await ask());
    if (mine !== newest) return;
    loading.value = false;
    if (reply.ok) value.value = reply.value;
    else failure.value = reply.failure;
  }

  watch(
    depends,
    () => {
      value.value = null;
      void load();
    },
    { immediate: true },
  );
  onUnmounted(() => (newest += 1));
  return { value, failure, loading, load };
}

export type Loaded<T> = ReturnType<typeof useLoaded<T>>;
