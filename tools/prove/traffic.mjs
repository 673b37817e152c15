// Made-up traffic for the proofs: settlements and reversals over the demo people.

/** Numbers from a seed (xorshift32), so that a run can be repeated. */
export function chance(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const yuan = (fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

export function settlement(id, people, below) {
  const { person, hospitals } = people[below(people.length)];
  const [own, first, scope] = [below(200_000), below(100_000), below(5_000_000)];
  return {
    path: '/v1/settlements',
    body: {
      message_id: id,
      institution: hospitals[below(hospitals.length)].code,
      person,
      visit: '21',
      on: `2025-0${1 + below(9)}-1${below(10)}`,
      emergency: false,
      bill: {
        total: yuan(own + first + scope),
        sums: {
          full_self_pay: yuan(own),
          over_limit: '0.00',
          self_pay_first: yuan(first),
          in_scope: yuan(scope),
        },
      },
    },
  };
}

export function reversal(id, original) {
  const { institution, person, message_id } = original.body;
  return {
    path: '/v1/reversals',
    body: { message_id: id, institution, person, original_message_id: message_id },
  };
}

/** Settled, reversed or refused by a rule: an answer. Anything else of 400 and above is a fault, except "busy". */
export function isAnswer(status) {
  return [200, 201, 409, 422].includes(status);
}
