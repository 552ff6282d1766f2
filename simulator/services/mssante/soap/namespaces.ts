/** The namespaces of the messages. What the operator's real services call theirs is not public: ours say simulation. */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity';
export const WSSE = `${WSS}-secext-1.0.xsd`;
export const WSU = `${WSS}-utility-1.0.xsd`;
export const AUTHENTICATION = 'urn:simulation:mssante:authentification:1';
export const MESSAGES = 'urn:simulation:mssante:messagerie:1';
/** What faults say in their detail. */
export const REFUSAL = 'urn:simulation:mssante:refus:1';
/** As programs that read the list of trusted domains have it. */
export const WHITE_LIST = 'https://listeblanche.mssante.fr/schema';
