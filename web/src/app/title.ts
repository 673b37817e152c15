// The tab's name: what stands on the page, then the house. It follows the language.
import { watchEffect } from 'vue';
import { t } from './language';

/** The innermost of several that are shown wins: they are set in the order of the pages. */
export function useTitle(name: () => string) {
  watchEffect(() => {
    document.title = [name(), t('app.brand')].filter(Boolean).join(' · ');
  });
}
