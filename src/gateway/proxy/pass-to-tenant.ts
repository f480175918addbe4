import type { TenantRoute } from '../rules/tenant-route.ts';
import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';
import { Download } from './download.ts';
import { Exchange } from './exchange.ts';
import { Upload } from './upload.ts';

/** Sends a request on by the way that suits its size. @param isFile  the answer is a file as it is, which may be large */
export function passToTenant(visit: Visit, to: TenantRoute, destination: Destination, isFile: boolean): void {
  const ordinary = () => new Exchange(visit, destination).start();
  const target = isFile && Download.hasRoom ? visit.edge.copy.target(to.account, to.kind) : undefined;
  if (target) new Download(visit, target.socket, destination, `/user/${to.account}/`, ordinary).start();
  else if (Upload.suits(visit)) new Upload(visit, destination).start();
  else ordinary();
}
