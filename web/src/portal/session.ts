// Who is signed in, and for whom they act. One state for the whole portal.
import { computed, ref, shallowRef, watch } from 'vue';
import type { Failure, Reply } from '../api/client';
import type { Text } from '../api/types';
import { markInsured } from '../shared/insured_mark';
import { endProviderSignIn, getMe, signOut, signOutEverywhere } from './calls';
import { actingFor, followAddress, go, place, providerReturn } from './place';
import type { Me } from './shapes';

export type Gate = 'asking' | 'out' | 'in' | 'failed';

export const me = shallowRef<Me | null>(null);
watch(me, (who) => markInsured(who?.role === 'insured'), { flush: 'sync' });
export const gate = ref<Gate>('asking');
export const gateFailure = shallowRef<Failure | null>(null);
/** The session ended by itself: what was being looked at opens again after signing in. */
export const expired = ref(false);

/** Why coming back from an identity provider did not sign one in. */
export const arrivalFailure = shallowRef<Failure | null>(null);
/** The provider is content, and our own one-time code is still asked for. */
export const factorAsked = ref(false);
/** Signed out here, and perhaps not where one came from. */
export const leftBehind = shallowRef<{ label: Text; url: string } | null>(null);

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
  arrivalFailure.value = null;
  factorAsked.value = false;
  leftBehind.value = null;
  gate.value = 'in';
  // Whoever signs in next may not act for the person of the last address.
  const known = who.acts_for.some(({ person }) => person === actingFor.value);
  if (actingFor.value && !known) go({ room: place.value.room, actingFor: '' });
}

/** What the provider sent along is good once, so it does not stay in the address. */
async function comeBack(back: Record<string, string>) {
  history.replaceState(null, '', '/my');
  followAddress();
  const reply = await endProviderSignIn(back);
  if (reply.ok) return enter(reply.value);
  // An address that somebody else made up takes nobody out of the session they have.
  const known = await getMe();
  if (known.ok) return enter(known.value);
  factorAsked.value = codeOf(reply.failure) === 'second_factor_needed';
  arrivalFailure.value = factorAsked.value ? null : reply.failure;
  gate.value = 'out';
}

export async function askWho() {
  gate.value = 'asking';
  const back = providerReturn(location.pathname, location.search);
  if (back) return comeBack(back);
  const reply = await getMe();
  if (reply.ok) return enter(reply.value);
  if (reply.failure.kind === 'faults' && reply.failure.status === 401) {
    expired.value = codeOf(reply.failure) === 'session_expired';
    markInsured(false);
    gate.value = 'out';
    return;
  }
  gateFailure.value = reply.failure;
  gate.value = 'failed';
}

/** Stays signed in where the server could not be told. */
async function leaveBy(call: () => Promise<Reply<null>>): Promise<Failure | null> {
  const from = me.value?.provider;
  const reply = heard(await call());
  if (!reply.ok && gate.value === 'in') return reply.failure;
  leftBehind.value = from?.sign_out_url ? { label: from.label, url: from.sign_out_url } : null;
  me.value = null;
  expired.value = false;
  gate.value = 'out';
  go({ room: 'home', actingFor: '' });
  return null;
}

export const leave = () => leaveBy(signOut);
export const leaveEverywhere = () => leaveBy(signOutEverywhere);

export const represented = computed(
  () => me.value?.acts_for.find(({ person }) => person === actingFor.value) ?? null,
);
/** What the role of whoever is signed in may do, as the server says it. */
export const may = (action: string): boolean =>
  me.value?.may.some((each) => each.action === action) ?? false;
/** Whether the person acted for agreed to it; for oneself everything here is. */
export function allowed(action: string): boolean {
  return !represented.value || represented.value.actions.includes(action);
}

/** The name of the person whose record is shown. */
export const whose = computed(() => represented.value?.name ?? me.value?.name ?? '');
