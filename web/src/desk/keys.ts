// Which key does what. A key does nothing while something is being typed or a dialog is open.
import { onMounted, onUnmounted } from 'vue';

/** The first of these that the case offers is meant. */
export const deedsOfKey: Record<string, string[]> = {
  t: ['take'],
  r: ['return_to_person', 'send_back'],
  p: ['pass', 'approve', 'confirm_drug', 'give_opinion', 'assess_drug', 'close'],
  x: ['propose_refusal', 'refuse', 'uphold'],
};

export function useKeys(doing: Record<string, () => void>) {
  function pressed(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target as HTMLElement | null;
    if (at?.closest('input:not([type=checkbox]), textarea, select, [role=dialog]')) return;
    if (event.key === 'Enter' && at?.closest('button, a')) return;
    const work = doing[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  }
  onMounted(() => window.addEventListener('keydown', pressed));
  onUnmounted(() => window.removeEventListener('keydown', pressed));
}
