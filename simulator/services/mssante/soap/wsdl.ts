/** The contract as programs read it. Source: WSDL 1.1, 3 (SOAP binding); WS-I Basic Profile 1.1 (document/literal). */
import { type Contract, type Field, isRecord, type Operation, RECORDS, type RecordName } from './contract.ts';
import { element, type Xml, xmlDocument } from './xml-writer.ts';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const WSDL_SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
const XSD = 'http://www.w3.org/2001/XMLSchema';
const HTTP = 'http://schemas.xmlsoap.org/soap/http';

function schemaField({ name, type, optional, many }: Field): Xml {
  return element('xs:element', {
    name,
    type: isRecord(type) ? `tns:${type}` : `xs:${type}`,
    minOccurs: optional ? '0' : undefined,
    maxOccurs: many ? 'unbounded' : undefined,
  });
}

function sequence(fields: readonly Field[], name?: string): Xml {
  return element('xs:complexType', { name }, element('xs:sequence', {}, fields.map(schemaField)));
}

function recordsOf(operations: readonly Operation[]): RecordName[] {
  const fields = operations.flatMap(({ request, response }) => [...request, ...response]);
  return [...new Set(fields.map(({ type }) => type).filter(isRecord))];
}

const SESSION: readonly Field[] = [{ name: 'token', type: 'string' }];

function schema({ namespace, operations }: Contract): Xml {
  return element(
    'xs:schema',
    { targetNamespace: namespace, elementFormDefault: 'qualified' },
    recordsOf(operations).map((name) => sequence(RECORDS[name], name)),
    element('xs:element', { name: 'Session' }, sequence(SESSION)),
    operations.flatMap(({ name, request, response }) => [
      element('xs:element', { name }, sequence(request)),
      element('xs:element', { name: `${name}Response` }, sequence(response)),
    ]),
  );
}

function message(name: string, of: string): Xml {
  return element('wsdl:message', { name }, element('wsdl:part', { name: 'parameters', element: `tns:${of}` }));
}

function messages({ operations }: Contract): Xml[] {
  const sessionHeader = element('wsdl:part', { name: 'session', element: 'tns:Session' });
  return [
    element('wsdl:message', { name: 'SessionHeader' }, sessionHeader),
    ...operations.flatMap(({ name }) => [message(name, name), message(`${name}Response`, `${name}Response`)]),
  ];
}

function portType({ name, operations }: Contract): Xml {
  return element(
    'wsdl:portType',
    { name: `${name}PortType` },
    operations.map((one) =>
      element(
        'wsdl:operation',
        { name: one.name },
        element('wsdl:documentation', {}, one.does),
        element('wsdl:input', { message: `tns:${one.name}` }),
        element('wsdl:output', { message: `tns:${one.name}Response` }),
      ),
    ),
  );
}

const LITERAL = element('soap:body', { use: 'literal' });

export function actionOf({ namespace }: Contract, operation: string): string {
  return `${namespace}:${operation}`;
}

function binding(contract: Contract): Xml {
  const { name, operations } = contract;
  const header = element('soap:header', { message: 'tns:SessionHeader', part: 'session', use: 'literal' });
  return element(
    'wsdl:binding',
    { name: `${name}Binding`, type: `tns:${name}PortType` },
    element('soap:binding', { style: 'document', transport: HTTP }),
    operations.map((one) =>
      element(
        'wsdl:operation',
        { name: one.name },
        element('soap:operation', { soapAction: actionOf(contract, one.name), style: 'document' }),
        element('wsdl:input', {}, LITERAL, one.inSession ? header : undefined),
        element('wsdl:output', {}, LITERAL),
      ),
    ),
  );
}

/** @param at where the service is, as its caller came to it */
export function wsdlOf(contract: Contract, at: string): string {
  const { namespace, name } = contract;
  const where = element('soap:address', { location: at });
  const port = element('wsdl:port', { name: `${name}Port`, binding: `tns:${name}Binding` }, where);
  return xmlDocument(
    element(
      'wsdl:definitions',
      {
        name,
        targetNamespace: namespace,
        'xmlns:tns': namespace,
        'xmlns:wsdl': WSDL,
        'xmlns:soap': WSDL_SOAP,
        'xmlns:xs': XSD,
      },
      element('wsdl:documentation', {}, 'SIMULATION. The contract of the real service is not public: names are ours.'),
      element('wsdl:types', {}, schema(contract)),
      messages(contract),
      portType(contract),
      binding(contract),
      element('wsdl:service', { name }, port),
    ),
  );
}
