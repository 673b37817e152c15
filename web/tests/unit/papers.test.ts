import { describe, expect, it } from 'vitest';
import { kindOfRow } from '../../src/mycases/papers';
import { documentKinds } from '../../src/portal/upload';

describe('a photo for a row', () => {
  it('is taken for what the row asks for', () => {
    const asked = {
      filing_id_card: 'identity_card',
      filing_social_card: 'social_card',
      bank_account: 'bank_card',
      receipts: 'invoice',
      rent_receipts: 'other',
      cost_list: 'fee_list',
      emergency_record: 'medical_record',
      labour_contract: 'other',
      filing_form: 'application_form',
      something_new: 'other',
    };
    for (const [row, kind] of Object.entries(asked)) {
      expect(`${row}: ${kindOfRow(row)}`).toBe(`${row}: ${kind}`);
      expect(documentKinds).toContain(kindOfRow(row));
    }
  });
});
