import test from 'ava';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { PcscdWaker } from '../../../tools/cli/pcscd-waker.ts';

test('woken several times at once, it is one client, and none after its release', async (t) => {
  const manager = new ResourceManager();
  const open = new Set<number>();
  const winscard = new Proxy(manager, {
    get: (target, name: keyof ResourceManager) => {
      if (name === 'establishContext')
        return async (scope: number) => {
          const result = await target.establishContext(scope);
          open.add(result.context);
          return result;
        };
      if (name === 'releaseContext')
        return (context: number) => {
          open.delete(context);
          return target.releaseContext(context);
        };
      return target[name];
    },
  });
  const waker = new PcscdWaker(winscard);
  t.deepEqual(await Promise.all([waker.wake(), waker.wake(), waker.wake()]), [true, true, true]);
  t.is(open.size, 1);
  await Promise.all([waker.wake(), waker.release()]);
  t.is(open.size, 0);
  await manager.close();
});
