// Language and text size are the only things kept in the browser; never what was entered.
import { ref, watchEffect } from 'vue';

export type Language = 'zh' | 'en';

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`yitong.${name}`);
  } catch {
    return null; // a browser that forbids storage still gets the page
  }
}

function store(name: string, value: string) {
  try {
    localStorage.setItem(`yitong.${name}`, value);
  } catch {
    // see above
  }
}

export const language = ref<Language>(stored('language') === 'en' ? 'en' : 'zh');
export const largeText = ref(stored('text') === 'large');

watchEffect(() => store('language', language.value));

watchEffect(() => {
  document.documentElement.classList.toggle('large-text', largeText.value);
  store('text', largeText.value ? 'large' : 'normal');
});
