// All English words, for those who choose them.
import cases from './cases.en';
import desk from './desk.en';
import first from './en';
import finder from './finder.en';
import portal from './portal.en';

export default { ...first, finder, portal, cases, desk };
