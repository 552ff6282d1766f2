/** A profile whose technical key shows in contact, as real cards may have it. */
const readable = { access: { contact: '7B FF FF FF FF FF 00' } };
/** The contactless volet is found and read in contact, its technical key used. */
export const OPEN_IN_CONTACT = {
  extends: 'cps3-medecin',
  name: 'cps3-medecin',
  title: { fr: 'volet sans contact ouvert en contact', en: 'contactless volet open in contact' },
  source: 'simulation',
  mf: {
    children: {
      '0001': {
        keys: { '03': { access: { contact: '73 FF 00 FF FF 00' } } },
        children: { '7102': readable, '7104': readable, '7106': readable, A003: readable },
      },
      '0002': { children: { '5031': readable, '5032': readable } },
    },
  },
};
