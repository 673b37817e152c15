const grants = {
  title: '门诊慢特病和特药',
  none: '没有认定的病种，也没有批准的特药。',
  apply: '去申请',
  kind: { recognition: '病种认定', special_drug: '特药' },
  ends: '还有 {days} 天到期，请提前申请续期。',
  place: '选定的医院',
  anyPlace: '没有选定，按参保地的规定就医',
  fixed: '用药时这几样要对上',
  patient: '用药的人',
  patientSelf: '本人',
  disease: '治什么病',
  hospital: '责任医院',
  doctor: '责任医师',
  pharmacy: '供药药店',
  notFixed: '没有指定',
  file: '看当时的办理',
};

export default grants;
