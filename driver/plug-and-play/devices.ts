/** The devices of a computer: a device is told by its reader, its kind and its first hardware id. */
import type { Device } from './computer-state.ts';

type DeviceKey = Pick<Device, 'reader' | 'kind'> & { readonly hardwareIds: readonly string[] };

export function deviceOf(devices: readonly Device[], { reader, kind, hardwareIds }: DeviceKey): Device | undefined {
  return devices.find(
    (device) => device.reader === reader && device.kind === kind && device.hardwareIds[0] === hardwareIds[0],
  );
}

/** @throws Error when it has left the list: whoever asks has just seen it there */
export function requiredDevice(devices: readonly Device[], key: DeviceKey): Device {
  const found = deviceOf(devices, key);
  if (found === undefined) throw new Error(`the device ${key.hardwareIds[0]} in ${key.reader} has left the list`);
  return found;
}
