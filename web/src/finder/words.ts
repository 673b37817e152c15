import { addWords } from '../app/language';
import zh from '../locales/finder.zh';

addWords('zh', { finder: zh });
