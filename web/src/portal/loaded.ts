// What a page needs of the server: asked for when it opens and whenever the person changes.
import { onUnmounted, ref, shallowRef, watch } from 'vue';
import type { Failure, Reply } from '../api/client';
import { heard } from './session';

/** The page stands before the server is asked: a slow phone needs long for seven questions. */
function standing(): Promise<void> {
  return new Promise((ready) => {
    if (document.hidden) setTimeout(ready);
    else requestAnimationFrame(() => setTimeout(ready));
  });
}

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

  watch(depends, () => {
    value.value = null;
    void load();
  });
  void standing().then(() => {
    if (newest === 0) void load();
  });
  onUnmounted(() => (newest += 1));
  return { value, failure, loading, load };
}

export type Loaded<T> = ReturnType<typeof useLoaded<T>>;
