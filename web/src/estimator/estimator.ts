import { computed, nextTick, onMounted, onUnmounted, ref, shallowRef, watch } from 'vue';
import { getArea, listAreas, quote as askQuote, type Failure } from '../api/client';
import type { AreaDetail, AreaSummary, Fault, Quote } from '../api/types';
import { onForm } from '../shared/faults';
import { emptyForm, fittedTo, insuranceOf, todayInChina, type EstimatorForm } from './form';
import { formOf, fragmentOf } from './link';
import { requestOf } from './request';

const pauseMilliseconds = 350;
const nothingReplaced = { insurance: '', visit: '' };

/**
 * The page's one state. Areas are fetched once, an area's form when the insured area or the day
 * changes, and the estimate after every change once typing pauses. A newer question always
 * cancels the older one, so that an answer never belongs to another form than the one shown.
 */
export function useEstimator() {
  const base = emptyForm(todayInChina(new Date()));
  const form = ref(formOf(location.hash, base) ?? base);
  const isExample = ref(location.hash === '');
  const areas = shallowRef<AreaSummary[]>([]);
  const area = shallowRef<AreaDetail | null>(null);
  const quote = shallowRef<Quote | null>(null);
  const faults = shallowRef<Fault[]>([]);
  const failure = shallowRef<Failure | null>(null);
  const asking = ref(true);
  const waiting = ref<'bill' | null>(null);
  // What the area does not offer was changed on the person's behalf, and the form says so.
  const replaced = ref(nothingReplaced);

  const insurance = computed(() => area.value && insuranceOf(area.value, form.value.insurance));
  const fragment = computed(() => fragmentOf(form.value));

  let areaAbort = new AbortController();
  let quoteAbort = new AbortController();
  let pause: ReturnType<typeof setTimeout> | undefined;
  /** Whether the form is the person's: from the first on that they can see. */
  let following = false;
  let fetchingArea = false;

  function fail(why: Failure) {
    if (why.kind === 'superseded') return;
    asking.value = false;
    faults.value = why.kind === 'faults' ? why.faults.map(onForm) : [];
    failure.value = why.kind === 'faults' ? null : why;
  }

  async function ask() {
    clearTimeout(pause);
    quoteAbort.abort();
    quoteAbort = new AbortController();
    // The form of another area or day is on its way; it will ask.
    if (fetchingArea || !insurance.value || area.value?.code !== form.value.insured) return;
    const request = requestOf(form.value, insurance.value);
    waiting.value = request ? null : 'bill';
    asking.value = request !== null;
    if (!request) {
      quote.value = null;
      faults.value = [];
      failure.value = null;
      return;
    }
    const reply = await askQuote(request, quoteAbort.signal);
    if (!reply.ok) return fail(reply.failure);
    quote.value = reply.value;
    faults.value = [];
    failure.value = null;
    asking.value = false;
  }

  function askSoon() {
    clearTimeout(pause);
    quoteAbort.abort(); // its answer would stand as that of the form as it now is
    asking.value = true;
    pause = setTimeout(ask, pauseMilliseconds);
  }

  function fit(detail: AreaDetail, wanted: EstimatorForm) {
    const fitted = fittedTo(detail, wanted);
    const lost = (name: 'insurance' | 'visit') =>
      wanted[name] !== fitted[name] ? wanted[name] : '';
    replaced.value = { insurance: lost('insurance'), visit: lost('visit') };
    form.value = fitted;
  }

  async function loadArea() {
    areaAbort.abort();
    const mine = (areaAbort = new AbortController());
    quoteAbort.abort();
    clearTimeout(pause);
    fetchingArea = Boolean(form.value.insured && form.value.on);
    if (!fetchingArea) return;
    asking.value = true;
    const reply = await getArea(form.value.insured, form.value.on, mine.signal);
    if (mine.signal.aborted) return;
    fetchingArea = false;
    if (!reply.ok) return fail(reply.failure);
    area.value = reply.value;
    fit(reply.value, form.value);
    await nextTick(); // what fitting changed is asked at once, not after a pause
    following = true;
    await ask();
  }

  async function start() {
    asking.value = true;
    failure.value = null;
    const reply = await listAreas();
    if (!reply.ok) return fail(reply.failure);
    areas.value = reply.value;
    const encoded = reply.value.filter((listed) => listed.encoded);
    const [first, second] = encoded;
    const insured = form.value.insured || first?.code || '';
    const elsewhere = insured === second?.code ? first : second;
    const treatment = form.value.treatment || (elsewhere ?? first)?.code || '';
    form.value = { ...form.value, insured, treatment };
    await loadArea();
  }

  function followLink() {
    const linked = formOf(location.hash, base);
    if (!linked) return;
    if (area.value?.code === linked.insured) fit(area.value, linked);
    else form.value = linked;
  }

  /** Another insurance asks other things; each has its first answer at once. */
  function refit() {
    if (area.value?.code !== form.value.insured) return;
    const { insurance, visit } = replaced.value;
    fit(area.value, form.value);
    replaced.value = { insurance, visit: replaced.value.visit || visit };
  }

  watch([() => form.value.insured, () => form.value.on], () => following && loadArea());
  watch(
    () => form.value.insurance,
    () => following && refit(),
  );
  watch(
    form,
    () => {
      if (!following) return;
      askSoon();
      if (fragment.value !== null) history.replaceState(null, '', `#${fragment.value}`);
    },
    { deep: true },
  );
  onMounted(async () => {
    await start();
    following = true;
    window.addEventListener('hashchange', followLink);
  });
  onUnmounted(() => window.removeEventListener('hashchange', followLink));

  /** The person has begun to enter their own case. */
  function touched() {
    isExample.value = false;
  }

  function choose(name: 'insurance' | 'visit', value: string) {
    replaced.value = name === 'insurance' ? nothingReplaced : { ...replaced.value, visit: '' };
    form.value[name] = value;
  }

  function retry() {
    return areas.value.length === 0 ? start() : area.value ? ask() : loadArea();
  }

  return {
    form,
    areas,
    area,
    insurance,
    quote,
    faults,
    failure,
    asking,
    waiting,
    isExample,
    replaced,
    fragment,
    touched,
    choose,
    retry,
  };
}

export type Estimator = ReturnType<typeof useEstimator>;
