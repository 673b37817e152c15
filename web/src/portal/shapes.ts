// What the person's endpoints take and answer: names for the contract's shapes. `npm run types`
// makes schema.d.ts from api/openapi.yaml, so that a page that reads what is not there does not
// compile.
import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Provider = Schemas['Providers']['providers'][number];
export type OwnSession = Schemas['Sessions']['sessions'][number];
export type Refusal = Schemas['Refusals']['refusals'][number];
export type DemoAccounts = Schemas['DemoAccounts'];
export type Delegate = Schemas['Delegate'];
export type NewDelegate = Schemas['DelegateRequest'];
export type Named = Schemas['Coded'];
/** Of places and institutions: names that need no translation, or have none. */
export type Titled = { code: string; name: Named['name'] | string | null };

export type Coverage = Schemas['CoverageView'];
export type Grant = Coverage['grants'][number];
export type InForce = Coverage['coverages'][number]['state'];
export type Year = Schemas['BenefitYear'];
export type Gauge = Schemas['Gauge'];
export type Eligibility = Schemas['Eligibility'];
export type Due = Eligibility['due'][number];

export type Settlements = Schemas['SettlementPage'];
export type SettlementRow = Schemas['PastSettlement'];
export type Explanation = Schemas['Explanation'];
export type BillLine = Explanation['lines'][number];

export type Credential = Schemas['ECredential'];
export type Cards = Schemas['Cards'];
export type MessagePage = Schemas['MessagePage'];
export type Message = Schemas['Message'];

export type Documents = Schemas['Documents'];
export type PersonDocument = Schemas['Document'];
export type Accesses = Schemas['DocumentAccesses'];

export type Institutions = Schemas['Institutions'];
export type Institution = Institutions['institutions'][number];
export type SheetCheck = Schemas['SheetCheck'];
