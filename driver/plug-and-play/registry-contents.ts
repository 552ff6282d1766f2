/** A registry as JSON: values by name, by key. */
import { z } from 'zod';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { Registry, type RegistryValue } from '../registry/index.ts';

const hexadecimal = z
  .string()
  .regex(/^[0-9A-F]*$/)
  .refine(({ length }) => length % 2 === 0);

const value = z.union([
  z.strictObject({ type: z.literal('REG_SZ'), data: z.string() }),
  z.strictObject({ type: z.literal('REG_DWORD'), data: z.number().int().nonnegative() }),
  /** Any other type, by its number: 3 is REG_BINARY. */
  z.strictObject({ type: z.number().int().nonnegative(), data: hexadecimal }),
]);

export const registryContents = z.record(z.string(), z.record(z.string(), value));
type Contents = z.infer<typeof registryContents>;

export function decodeRegistry(contents: Contents): Registry {
  const registry = new Registry();
  for (const [key, values] of Object.entries(contents))
    for (const [name, { type, data }] of Object.entries(values))
      registry.set(
        key,
        name,
        (typeof type === 'number' ? { type, data: fromHex(String(data)) } : { type, data }) as RegistryValue,
      );
  return registry;
}

export function encodeRegistry(registry: Registry): Contents {
  const contents: Contents = {};
  for (const { key, name, value: found } of registry.values()) {
    const values = contents[key] ?? {};
    contents[key] = values;
    values[name] =
      found.type === 'REG_SZ' || found.type === 'REG_DWORD' ? found : { type: found.type, data: toHex(found.data) };
  }
  return contents;
}
