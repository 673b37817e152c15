import { computed, inject, provide, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import type { Fault } from '../api/types';

const key: InjectionKey<Ref<Fault[]>> = Symbol('faults');

export function provideFaults(faults: Ref<Fault[]>) {
  provide(key, faults);
}

/** The faults of one control: those whose pointer is `path` or lies below it. */
export function faultsAt(faults: Fault[], path: string): Fault[] {
  return faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}/`));
}

export function useFaults(path: () => string): ComputedRef<Fault[]> {
  const all = inject(key);
  return computed(() => (all ? faultsAt(all.value, path()) : []));
}

/** The fault at the control of the form that can put it right. */
export function onForm(fault: Fault): Fault {
  if (fault.path === '?on') return { ...fault, path: '/on' };
  const area = ['?code', '/code'].includes(fault.path) || fault.code === 'unknown_area';
  return area && fault.path !== '/treatment_area' ? { ...fault, path: '/insured_area' } : fault;
}

/** An id that says which control shows the faults at `path`. */
export function controlId(path: string): string {
  return `field${path.replace(/[^A-Za-z0-9]+/g, '-')}`;
}

/** The control on the page that shows `path`: the longest one that is a prefix of it. */
export function controlFor(path: string): HTMLElement | null {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const control = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(at)}"]`);
    if (control) return control;
  }
  return null;
}

/** Brings a control into view, opening what hides it, and gives its first input the focus. */
export function goTo(path: string) {
  const control = controlFor(path);
  if (!control) return;
  for (
    let box = control.closest('details');
    box;
    box = box.parentElement?.closest('details') ?? null
  ) {
    box.open = true;
  }
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  control.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
  const focusable = 'input:checked, input:not([type=radio]), button, input';
  control.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true });
}
