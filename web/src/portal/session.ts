// Who is signed in, and for whom they act. One state for the whole portal.
import { computed, ref, shallowRef } from 'vue';
import type { Failure, Reply } from '../api/client';
import { getMe, signOut } from './calls';
import { actingFor, go, place } from './place';
import type { Me } from './shapes';

export type Gate = 'asking' | 'out' | 'in' | 'failed';

export const me = shallowRef<Me | null>(null);
export const gate = ref<Gate>('asking');
export const gateFailure = shallowRef<Failure | null>(null);
/** The session ended by itself: what was being looked at opens again after signing in. */
export const expired = ref(false);

export function codeOf(failure: Failure): string {
  return failure.kind === 'faults' ? (failure.faults[0]?.code ?? '') : '';
}

const noSession = ['no_session', 'session_expired'];

/** Passes a reply on; one that says that nobody is signed in leads to signing in. */
export function heard<T>(reply: Reply<T>): Reply<T> {
  if (!reply.ok && reply.failure.kind === 'faults') {
    if (reply.failure.status === 401 && noSession.includes(codeOf(reply.failure))) {
      expired.value = gate.value === 'in';
      me.value = null;
      gate.value = 'out';
    }
  }
  return reply;
}

export function enter(who: Me) {
  me.value = who;
  expired.value = false;
  gate.value = 'in';
  // Whoever signs in next may not act for the person of the last address.
  const known = who.acts_for.some(({ person }) => person === actingFor.value);
  if (actingFor.value && !known) go({ room: place.value.room, actingFor: '' });
}

export async function askWho() {
  gate.value = 'asking';
  const reply = await getMe();
  if (reply.ok) return enter(reply.value);
  if (reply.failure.kind === 'faults' && reply.failure.status === 401) {
    expired.value = codeOf(reply.failure) === 'session_expired';
    gate.value = 'out';
    return;
  }
  gateFailure.value = reply.failure;
  gate.value = 'failed';
}

/** Stays signed in where the server could not be told. */
export async function leave(): Promise<Failure | null> {
  const reply = heard(await signOut());
  if (!reply.ok && gate.value === 'in') return reply.failure;
  me.value = null;
  expired.value = false;
  gate.value = 'out';
  go({ room: 'home', actingFor: '' });
  return null;
}

export const represented = computed(
  () => me.value?.acts_for.find(({ person }) => person === actingFor.value) ?? null,
);
/** Whether the person acted for agreed to it; for oneself everything here is. */
export function allowed(action: string): boolean {
  return !represented.value || represented.value.actions.includes(action);
}

/** The name of the person whose record is shown. */
export const whose = computed(() => represented.value?.name ?? me.value?.name ?? '');
