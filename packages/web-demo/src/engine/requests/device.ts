import { tensor } from "@qkv/nn";
import type { Request } from "../request.ts";

export const device: Request<"device"> = async () => {
  const probe = tensor([0]);
  const info = probe.device.info();
  probe.dispose();
  return info;
};
