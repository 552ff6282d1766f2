/** A program as it is typed. */

/** Whether it is a path, and not a name that is looked for in PATH: Windows knows backslashes and drives too. */
export function isProgramPath(program: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' ? /[\\/:]/.test(program) : program.includes('/');
}
