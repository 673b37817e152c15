// One case as it stands with the server, and what is done to it. A case that somebody else has
// moved is said to have moved: nothing is overwritten, and looking again is one tap.
import { ref, shallowRef } from 'vue';
import type { Failure, Reply } from '../api/client';
import { codeOf, heard } from '../portal/session';
import * as calls from './calls';
import type { CaseFile, Deed, Form, Handed } from './shapes';

export function useCaseFile() {
  const file = shallowRef<CaseFile | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const loading = ref(false);
  const busy = ref(false);
  /** Why the last action did not happen. */
  const refusal = shallowRef<Failure | null>(null);
  const moved = ref(false);
  let newest = 0;

  async function open(no: string) {
    const mine = ++newest;
    if (file.value?.no !== no) file.value = null;
    loading.value = true;
    failure.value = refusal.value = null;
    moved.value = false;
    const reply = heard(await calls.getCase(no));
    if (mine !== newest) return;
    loading.value = false;
    if (reply.ok) file.value = reply.value;
    else failure.value = reply.failure;
  }

  function take(reply: Reply<CaseFile>): boolean {
    busy.value = false;
    if (reply.ok) {
      file.value = reply.value;
      refusal.value = null;
      return true;
    }
    refusal.value = reply.failure;
    moved.value = ['case_moved', 'wrong_case_state'].includes(codeOf(reply.failure));
    return false;
  }

  async function act(deed: Omit<Deed, 'version'>): Promise<boolean> {
    const now = file.value;
    if (!now || busy.value) return false;
    busy.value = true;
    refusal.value = null;
    return take(heard(await calls.act(now.no, { ...deed, version: now.version })));
  }

  async function save(form: Form, materials: Handed[]): Promise<boolean> {
    const now = file.value;
    if (!now) return false;
    busy.value = true;
    refusal.value = null;
    const said = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
    const draft = { version: now.version, form: said, materials };
    return take(heard(await calls.saveDraft(now.no, draft)));
  }
  return { file, failure, loading, busy, refusal, moved, open, act, save };
}

export type CaseHandle = ReturnType<typeof useCaseFile>;
