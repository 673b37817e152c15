// What is being written, kept with the server by itself: a little after the last key, and at every
// step. One save at a time; what changes meanwhile goes with the next.
import { computed, onUnmounted, ref, shallowRef, watch } from 'vue';
import type { CaseHandle } from '../cases/file';
import type { CaseFile, Form, Handed } from '../cases/shapes';

const pauseMilliseconds = 1500;

interface Left {
  version: number;
  form: Form;
  handed: Handed[];
}
/** What could not be kept, until this page is closed: a dead session takes no answer along. */
const left = new Map<string, Left>();

export type Kept = 'kept' | 'keeping' | 'changed' | 'failed';

export function useDraft(handle: CaseHandle, file: CaseFile) {
  const before = left.get(file.no);
  const found = before?.version === file.version ? before : null;
  const form = ref<Form>({ ...(found?.form ?? file.form) });
  const handed = shallowRef<Handed[]>(found?.handed ?? file.handed);
  const state = ref<Kept>(found ? 'changed' : 'kept');
  let changes = 0;
  let running: Promise<boolean> | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<boolean> {
    let done = 0;
    do {
      done = changes;
      state.value = 'keeping';
      if (!(await handle.save(form.value, handed.value))) {
        state.value = 'failed';
        left.set(file.no, { version: file.version, form: form.value, handed: handed.value });
        return false;
      }
    } while (done !== changes);
    state.value = 'kept';
    left.delete(file.no);
    return true;
  }

  /** Everything that has been written is with the server, or the reason stands in the handle. */
  function keep(): Promise<boolean> {
    clearTimeout(pause);
    if (running) return running;
    if (state.value === 'kept') return Promise.resolve(true);
    running = run().finally(() => (running = null));
    return running;
  }

  watch([form, handed], () => {
    changes += 1;
    if (!running) state.value = 'changed';
    clearTimeout(pause);
    pause = setTimeout(keep, pauseMilliseconds);
  });
  if (found) pause = setTimeout(keep, pauseMilliseconds);
  /** A phone that is put away, or a page that is left, may never come back. */
  function put() {
    if (document.visibilityState === 'hidden' && state.value === 'changed') void keep();
  }
  function ask(event: BeforeUnloadEvent) {
    if (state.value === 'kept') return;
    void keep();
    event.preventDefault();
  }
  document.addEventListener('visibilitychange', put);
  window.addEventListener('beforeunload', ask);
  onUnmounted(() => {
    document.removeEventListener('visibilitychange', put);
    window.removeEventListener('beforeunload', ask);
    if (state.value === 'changed') void keep();
    clearTimeout(pause);
  });
  return { form, handed, state: computed(() => state.value), keep };
}
