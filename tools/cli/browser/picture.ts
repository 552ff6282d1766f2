/** The picture of a page, as a file. */
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import { refuseOtherKinds } from '#files/regular-file.ts';

const PNG: OutputKind = {
  name: { en: 'a picture in PNG', fr: 'une image PNG' },
  // Its first byte is no text.
  beginning: /^.PNG\r\n/su,
};

/** @throws FileKindError, ForeignFileError for a file that holds something else */
export function refuseForeignPicture(path: string): void {
  refuseOtherKinds(path);
  refuseForeignFile(path, PNG);
}
