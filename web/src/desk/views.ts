// Views that a member of staff keeps in this browser: a name and what the list is narrowed to. No
// name of a person is kept: a search is left out.
//
//   stored := JSON of [ { "name": text, "said": fragment }, … ]
import { ref } from 'vue';
import { filterOf, queryOf, type Filter } from './place';

export interface View {
  name: string;
  filter: Filter;
}
const key = 'yitong.desk.views';
const most = 20;
const longestName = 30;

function stored(): View[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (!Array.isArray(list)) return [];
    return list
      .filter((one): one is { name: string; said: string } =>
        [one?.name, one?.said].every((text) => typeof text === 'string'),
      )
      .slice(0, most)
      .map(({ name, said }) => ({ name: name.slice(0, longestName), filter: filterOf(said) }));
  } catch {
    return []; // storage is forbidden, or holds something else
  }
}

export const views = ref<View[]>(stored());

function keep(list: View[]) {
  views.value = list.slice(0, most);
  const said = views.value.map(({ name, filter }) => ({
    name,
    said: queryOf({ ...filter, search: '' }).toString(),
  }));
  try {
    localStorage.setItem(key, JSON.stringify(said));
  } catch {
    // kept until the page closes
  }
}

export function saveView(name: string, filter: Filter) {
  const short = name.trim().slice(0, longestName);
  if (!short) return;
  const others = views.value.filter((view) => view.name !== short);
  keep([...others, { name: short, filter: { ...filter, search: '' } }]);
}
export const dropView = (name: string) => keep(views.value.filter((view) => view.name !== name));
