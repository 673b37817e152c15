import type { Grant } from './shapes';

const order: readonly Grant['state'][] = ['in_force', 'ahead', 'over'];

/** What holds before what is to come and what is over; of those the one that ends first. */
export function grantsInOrder(grants: Grant[]): Grant[] {
  const end = ({ to }: Grant) => to ?? '9999';
  return [...grants].sort(
    (left, right) =>
      order.indexOf(left.state) - order.indexOf(right.state) ||
      (left.state === 'over' ? -1 : 1) * end(left).localeCompare(end(right)),
  );
}
