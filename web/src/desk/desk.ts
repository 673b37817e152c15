// The list at the desk: what it is narrowed to, its pages, what is ticked, and which row is looked
// at.
import { computed, reactive, ref, shallowRef } from 'vue';
import type { Failure } from '../api/client';
import type { CaseRow, Queue } from '../cases/shapes';
import { heard } from '../portal/session';
import { getQueues, listDesk } from './calls';
import { go, place } from './place';

export const queues = shallowRef<Queue[]>([]);
export const queuesFailure = shallowRef<Failure | null>(null);
export const rows = shallowRef<CaseRow[]>([]);
export const next = ref<string | null>(null);
export const loading = ref(false);
export const failure = shallowRef<Failure | null>(null);
export const ticked = reactive(new Set<string>());
/** Where each page began, the last one being shown. */
const starts = ref<string[]>(['']);
export const pageNumber = computed(() => starts.value.length);
export const current = ref(0);
let newest = 0;

export async function askQueues() {
  const reply = heard(await getQueues());
  queuesFailure.value = reply.ok ? null : reply.failure;
  if (reply.ok) queues.value = reply.value;
}

async function load() {
  const mine = ++newest;
  loading.value = true;
  failure.value = null;
  const reply = heard(await listDesk(place.value.filter, starts.value.at(-1) ?? ''));
  if (mine !== newest) return;
  loading.value = false;
  ticked.clear();
  if (!reply.ok) {
    failure.value = reply.failure;
    return;
  }
  rows.value = reply.value.cases;
  next.value = reply.value.next;
  current.value = Math.min(current.value, Math.max(0, rows.value.length - 1));
}

export function askFirstPage() {
  starts.value = [''];
  current.value = 0;
  return load();
}
export const askAgain = () => load();
export function nextPage() {
  if (!next.value) return;
  starts.value = [...starts.value, next.value];
  current.value = 0;
  void load();
}
export function pageBefore() {
  if (starts.value.length < 2) return;
  starts.value = starts.value.slice(0, -1);
  current.value = 0;
  void load();
}

/** Shows the row so many further on; in the case view that opens it. */
export function step(by: number) {
  const last = rows.value.length - 1;
  if (last < 0) return;
  const at = rows.value.findIndex(({ no }) => no === place.value.no);
  // A case that was dealt with has left the list, and the next one has its place.
  const left = place.value.room === 'case' && by > 0 ? current.value - 1 : current.value;
  const from = place.value.room === 'case' && at >= 0 ? at : left;
  current.value = Math.min(last, Math.max(0, from + by));
  if (place.value.room === 'case') openCurrent();
}
export function tickCurrent() {
  const row = rows.value[current.value];
  if (!row) return;
  if (ticked.has(row.no)) ticked.delete(row.no);
  else ticked.add(row.no);
}
export function openCurrent() {
  const row = rows.value[current.value];
  if (row) go({ room: 'case', no: row.no });
}
