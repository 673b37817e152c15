import { computed, nextTick, onMounted, onUnmounted, ref, shallowRef } from 'vue';
import { getGuide, listAreas, type Failure } from '../api/client';
import type { AreaSummary, Guide } from '../api/types';
import { useWords } from '../app/language';
import {
  answersOf,
  fragmentOf,
  isTellable,
  nextPlace,
  queryOf,
  type Answers,
  type Place,
} from './answers';

/**
 * The guide's one state. Each page of it is an entry of the browser's history, so that going back
 * is the browser's own button; a newer question always cancels the older one.
 */
export function useGuide() {
  const start = answersOf(location.hash);
  const answers = ref<Answers>(start.answers);
  const at = ref<Place>(start.at);
  const guide = shallowRef<Guide | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const asking = ref(false);
  const areas = shallowRef<AreaSummary[]>([]);
  const { say } = useWords();
  const fragment = computed(() => fragmentOf(answers.value, at.value));
  const question = computed(
    () => guide.value?.questions.find(({ key }) => key === at.value) ?? null,
  );
  let abort = new AbortController();
  let retrying: () => Promise<void> = async () => {};

  async function ask(besides: Place): Promise<Guide | null> {
    abort.abort();
    const mine = (abort = new AbortController());
    const query = queryOf(answers.value, besides);
    if (!query) return null;
    asking.value = true;
    failure.value = null;
    const reply = await getGuide(query, mine.signal);
    if (mine.signal.aborted) return null;
    asking.value = false;
    if (reply.ok) return reply.value;
    failure.value = reply.failure;
    return null;
  }

  function nameOfTold(key: string, values: string[]) {
    const { told = [], questions = [] } = guide.value ?? {};
    const question = [...told, ...questions].find((one) => one.key === key);
    const nameOf = (value: string) => {
      const found = question?.values.find((choice) => choice.value === value);
      return found ? say(found.name) : value;
    };
    return { name: question ? say(question.name) : key, values: values.map(nameOf) };
  }

  async function focusHeading() {
    await nextTick();
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('[data-heading]')?.focus({ preventScroll: true });
  }

  /** Shows a page of the guide with what it needs of the server. */
  async function show(place: Place) {
    retrying = () => show(place);
    if (place !== 'matter' && place !== 'where') {
      const reply = await ask(place);
      if (!reply) return;
      // A link may name a question that this errand does not ask.
      const isAsked = place === 'answer' || reply.questions.some(({ key }) => key === place);
      if (!isAsked) return show('answer');
      guide.value = reply;
      at.value = place;
    } else {
      abort.abort();
      asking.value = false;
      failure.value = null;
      at.value = place;
    }
  }

  async function go(place: Place) {
    history.pushState(null, '', `#${fragmentOf(answers.value, place)}`);
    await show(place);
    await focusHeading();
  }

  /** On to the next open question, or to the answer. */
  async function advance() {
    retrying = advance;
    const reply = await ask('answer');
    if (!reply) return;
    guide.value = reply;
    const place = nextPlace(reply, answers.value);
    at.value = place;
    history.pushState(null, '', `#${fragmentOf(answers.value, place)}`);
    await focusHeading();
  }

  function tell(change: Partial<Answers>) {
    answers.value = { ...answers.value, ...change };
    history.replaceState(null, '', `#${fragment.value}`);
  }

  /** Answers the question of this page; null says that the person does not know. */
  async function answer(values: string[] | null) {
    const key = at.value;
    if (!isTellable(key)) return;
    const told = { ...answers.value.told };
    delete told[key];
    const unknown = answers.value.unknown.filter((other) => other !== key);
    if (values) told[key] = values;
    else unknown.push(key);
    answers.value = { ...answers.value, told, unknown };
    await advance();
  }

  /** Another errand asks other things; who the person is stays. */
  async function choose(matter: Answers['matter']) {
    const same = matter === answers.value.matter;
    answers.value = { ...answers.value, matter, ...(same ? {} : { told: {}, unknown: [] }) };
    await go('where');
  }

  async function followAddress() {
    const linked = answersOf(location.hash);
    answers.value = linked.answers;
    await show(linked.at);
    await focusHeading();
  }

  onMounted(async () => {
    window.addEventListener('popstate', followAddress);
    // Asked beside the page's own question, not after it: the document has had it fetched already.
    const listed = listAreas();
    await show(at.value);
    const reply = await listed;
    if (reply.ok) areas.value = reply.value;
  });
  onUnmounted(() => window.removeEventListener('popstate', followAddress));

  return {
    answers,
    at,
    guide,
    failure,
    asking,
    areas,
    fragment,
    question,
    nameOfTold,
    go,
    advance,
    tell,
    answer,
    choose,
    retry: () => retrying(),
  };
}

export type GuideState = ReturnType<typeof useGuide>;
