// api/openapi.yaml as validators: which schema a reply of one operation and status must fit.
import fs from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import YAML from 'yaml';

export class Contract {
  constructor(path) {
    this.document = YAML.parse(fs.readFileSync(path, 'utf8'));
    this.ajv = new Ajv2020({ strict: false, allErrors: true, formats: { date: true } });
    this.ajv.addSchema(this.document, 'contract');
    this.answered = new Set();
  }

  get operations() {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  }

  operation(method, url) {
    const path = url.split('?')[0];
    return this.operations.find((each) => each.method === method.toLowerCase() &&
      new RegExp(`^${each.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path));
  }

  /// Where the schema of a reply stands in the document, as a JSON pointer.
  pointerOf({ path, method, operation }, status, type) {
    const escape = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');
    const key = operation.responses[status] ? String(status) : 'default';
    const response = operation.responses[key];
    if (!response) return undefined;
    const at = response.$ref ?? `#/paths/${escape(path)}/${method}/responses/${key}`;
    const content = (response.$ref ? this.resolve(response.$ref) : response).content ?? {};
    return content[type] ? `${at}/content/${escape(type)}/schema` : undefined;
  }

  resolve(ref) {
    return ref.slice(2).split('/').reduce((node, key) => node[key], this.document);
  }

  /// What is wrong with a reply, or an empty list.
  faultsOf(method, url, status, contentType, text) {
    const found = this.operation(method, url);
    const type = contentType.split(';')[0];
    if (!found) {
      if (type !== 'application/problem+json') return [`no operation ${method} ${url}, and no problem+json`];
      return this.check('#/components/schemas/Problem', JSON.parse(text));
    }
    // Refusals that come before any operation is looked at are not listed one by one.
    const early = [401, 403, 404, 405, 408, 413, 414, 415, 429, 431, 503].includes(status);
    if (text === '' && found.operation.responses[status] && !found.operation.responses[status].content) {
      this.answered.add(found.operation.operationId);
      return [];
    }
    const pointer = this.pointerOf(found, status, type) ??
      (early && type === 'application/problem+json' ? '#/components/schemas/Problem' : undefined);
    if (!pointer) return [`${status} ${type} is not in the contract of ${found.operation.operationId}`];
    if (status < 300) this.answered.add(found.operation.operationId);
    return type.endsWith('json') ? this.check(pointer, JSON.parse(text)) : [];
  }

  check(pointer, value) {
    const validate = this.ajv.compile({ $ref: `contract${encodeURI(pointer)}` });
    if (validate(value)) return [];
    return validate.errors.map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
  }
}
