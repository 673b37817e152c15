const grants = {
  title: 'Recognised diseases and special drugs',
  none: 'No disease is recognised and no special drug approved.',
  apply: 'Apply',
  kind: { recognition: 'Recognised disease', special_drug: 'Special drug' },
  ends: 'Ends in {days} days: apply for its renewal before then.',
  place: 'Chosen hospitals',
  anyPlace: 'None chosen: the rules of the insured area apply',
  fixed: 'These must match when the drug is used',
  patient: 'Patient',
  patientSelf: 'Yourself',
  disease: 'For which disease',
  hospital: 'Responsible hospital',
  doctor: 'Responsible doctor',
  pharmacy: 'Pharmacy that supplies it',
  notFixed: 'None named',
  file: 'See how it was decided',
};

export default grants;
