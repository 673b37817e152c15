// The tab's name: what stands on the page, then the house. It follows the language.
import { computed, watchEffect } from 'vue';
import { t } from './language';

/** Of several that are shown the innermost wins: it is set last, and the others stay quiet. */
export function useTitle(name: () => string) {
  const title = computed(() => [name(), t('app.brand')].filter(Boolean).join(' · '));
  watchEffect(() => {
    document.title = title.value;
  });
}
