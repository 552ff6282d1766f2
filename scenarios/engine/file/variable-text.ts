/** How variables stand in a text: `${name}`; `$${` is `${` itself. */
/** A variable in a text, by its name, or what stands for `${` itself. */
export const ANYWHERE = /\$\$\{|\$\{([^{}]*)\}/g;
const ALONE = /^\$\{([^{}]*)\}$/;
const ESCAPED = '$${';

/** The name of the variable that the whole text stands for. */
export function variableIn(text: string): string | undefined {
  return ALONE.exec(text)?.[1];
}

export function holdsVariable(text: string): boolean {
  return text.replaceAll(ESCAPED, '').includes('${');
}

/** The text with the variables that are texts in their places. */
export function filledText(text: string, variables: ReadonlyMap<string, { readonly value: unknown }>): string {
  return text.replace(ANYWHERE, (whole, name?: string) => {
    const value = name === undefined ? '${' : variables.get(name)?.value;
    return typeof value === 'string' ? value : whole;
  });
}
