/** The picture of a page, as a file. */
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';

const PNG: OutputKind = {
  name: { en: 'a picture in PNG', fr: 'une image PNG' },
  // Its first byte is no text.
  beginning: /^.PNG\r\n/su,
};

/** @throws ForeignFileError for a file that holds something else */
export function refuseForeignPicture(path: string): void {
  refuseForeignFile(path, PNG);
}
