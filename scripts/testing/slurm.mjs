import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, hostname, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.mjs";

const run = promisify(execFile);
const programs = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"];

/** Why tests that need Slurm are skipped here; undefined where they are not. */
export const noSlurm = programs.every(existsSync)
  ? process.getuid() === 0
    ? undefined
    : "Slurm's daemons are root's to start"
  : "there is no Slurm here; apt-get install slurmctld slurmd slurm-client brings it";

/** Slurm on this machine alone, in a folder of its own: one node with all cores. */
export async function startSlurm() {
  const folder = mkdtempSync(join(tmpdir(), "qkv-slurm-"));
  const [controller, daemon] = [await freePort(), await freePort()];
  const name = hostname().split(".")[0];
  const conf = join(folder, "slurm.conf");
  for (const part of ["state", "spool"]) mkdirSync(join(folder, part));
  writeFileSync(
    conf,
    [
      ...["ClusterName=qkv", `SlurmctldHost=${name}(127.0.0.1)`, "SlurmUser=root"],
      ...["AuthType=auth/none", "CredType=cred/none", "MpiDefault=none"],
      ...["ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "SwitchType=switch/none"],
      ...["SchedulerType=sched/builtin", "SelectType=select/cons_res"],
      ...[
        "SelectTypeParameters=CR_CPU",
        "JobAcctGatherType=jobacct_gather/none",
        "ReturnToService=2",
      ],
      ...[`SlurmctldPort=${controller}`, `SlurmdPort=${daemon}`, "MailProg=/bin/true"],
      ...[`StateSaveLocation=${folder}/state`, `SlurmdSpoolDir=${folder}/spool`],
      ...[`SlurmctldPidFile=${folder}/slurmctld.pid`, `SlurmdPidFile=${folder}/slurmd.pid`],
      ...[`SlurmctldLogFile=${folder}/slurmctld.log`, `SlurmdLogFile=${folder}/slurmd.log`],
      `NodeName=${name} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=${Math.floor(totalmem() / 2 ** 21)}`,
      `PartitionName=main Nodes=${name} Default=YES MaxTime=INFINITE State=UP`,
      "",
    ].join("\n"),
  );
  const env = { ...process.env, SLURM_CONF: conf };
  const start = (program, ...args) =>
    spawn(program, ["-D", "-f", conf, ...args], { stdio: "ignore", env });
  const daemons = [start("/usr/sbin/slurmctld"), start("/usr/sbin/slurmd", "-N", name)];
  const close = async () => {
    await Promise.all(
      daemons.map(
        (one) =>
          new Promise((resolve) => {
            if (one.exitCode !== null || one.signalCode !== null) return resolve();
            one.once("exit", resolve);
            one.kill("SIGKILL");
          }),
      ),
    );
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries++) {
    const states = await run("sinfo", ["-h", "-o", "%T"], { env }).catch(() => ({ stdout: "" }));
    if (states.stdout.trim() === "idle") return { env, folder, close };
    if (tries > 300 || daemons.some(({ exitCode }) => exitCode !== null)) {
      const { stdout } = await run("tail", [
        "-n",
        "20",
        `${folder}/slurmctld.log`,
        `${folder}/slurmd.log`,
      ]).catch((error) => error);
      await close();
      throw new Error(`Slurm does not come up:\n${stdout}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
