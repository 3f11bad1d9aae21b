import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";

// A run goes to PyTorch in two processes, and comes back: npm run -s pytorch:proof [-- --built] [-- --only NAME]

const tolerance = 1e-4;
const command = join(root, "packages/cli/bin/qkv.js");
const python = process.env.QKV_PYTHON ?? "python3";

/** The runs: how each begins, and how its processes share it. The later ones start from models of the earlier. */
const runs = [
  {
    name: "a GPT",
    folder: "gpt",
    train:
      "--data text.txt --tokenizer bpe:300 --preset tiny --context 256 --batch 5 --grad-accum 2",
    ways: ["ddp", "fsdp"],
  },
  {
    name: "an encoder-decoder of subwords (Marian)",
    folder: "translation",
    train: "--task translation --batch-tokens 300 --grad-accum 2 --average-decay 0.9",
    ways: ["ddp", "fsdp"],
  },
  {
    name: "an encoder-decoder of symbols (nn.Transformer)",
    folder: "pairs",
    train: "--task seq2seq --data pairs.tsv --batch 7 --label-smoothing 0.1",
    ways: ["ddp"],
  },
  {
    name: "LoRA on text",
    folder: "lora",
    train: "--model gpt --data text.txt --lora 4 --context 64",
    ways: ["ddp"],
  },
  {
    name: "LoRA on dialogues, tables of tokens learning beside",
    folder: "dialogues",
    train: "--task instructions --from gpt --lora 4 --context 256 --dialogues 200 --batch 7",
    ways: ["ddp", "fsdp"],
  },
];

process.exitCode = await prove();

async function prove() {
  const missing = missingPython();
  if (missing) {
    console.log(`skipped: ${missing}. QKV_PYTHON names a Python that has both`);
    return 0;
  }
  if (!process.argv.includes("--built") && !(await installAndBuild())) return 1;
  const folder = mkdtempSync(join(tmpdir(), "qkv-pytorch-"));
  try {
    writeFileSync(
      join(folder, "text.txt"),
      "The whale swam on. The ship went after it, and the sea was wide.\n".repeat(60),
    );
    writeFileSync(join(folder, "pairs.tsv"), pairs());
    const at = process.argv.indexOf("--only");
    const only = at < 0 ? undefined : process.argv[at + 1];
    const rows = runs.flatMap((run) => {
      const chosen = only === undefined || run.folder === only;
      // Others start from the first.
      return chosen || run === runs[0] ? proveRun(chosen ? run : { ...run, ways: [] }, folder) : [];
    });
    console.table(rows);
    return rows.every((row) => row.same) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function missingPython() {
  const { status, error, stderr } = spawnSync(python, ["-c", "import torch, transformers"], {
    cwd: tmpdir(),
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  const reason = error?.message ?? stderr.trim().split("\n").at(-1);
  return `${python} has no torch and transformers (${reason})`;
}

/** Words, and the same backwards. */
function pairs() {
  const word = (i) => "abcdefgh"[(i * i + (i >> 2)) % 8];
  return Array.from({ length: 200 }, (_, i) => {
    const words = Array.from({ length: 2 + (i % 7) }, (_, j) => word(5 * i + j));
    return `${words.join(" ")}\t${words.reverse().join(" ")}\n`;
  }).join("");
}

/** 10 steps here, 2 there and 1 here again, beside 13 here. */
function proveRun({ name, folder: run, train, ways }, folder) {
  qkv(folder, `train ${train} --steps 10 --eval-every 10 --out ${run}`);
  qkv(folder, `export --to pytorch ${run} --steps 20`);
  cpSync(join(folder, run), join(folder, `${run}-stayed`), { recursive: true });
  const stayed = qkv(folder, `train --resume ${run}-stayed --steps 20 --json`)
    .split("\n")
    .slice(0, 3)
    .map((line) => JSON.parse(line).loss);
  return ways.map((way) => {
    const there = `${run}-${way}`;
    cpSync(join(folder, `${run}-pytorch`), join(folder, there), { recursive: true });
    torchrun(join(folder, there), ["--steps", "12", ...(way === "fsdp" ? ["--fsdp"] : [])]);
    qkv(folder, `import ${there} --out ${there}-back`);
    const lines = readFileSync(join(folder, there, "history.jsonl"), "utf8")
      .trim()
      .split("\n");
    const [first, second] = lines.slice(-2).map((line) => JSON.parse(line).loss);
    const [back] = qkv(folder, `train --resume ${there}-back --steps 20 --json`).split("\n");
    const came = [first, second, JSON.parse(back).loss];
    const apart = came.map((loss, i) => Math.abs(loss - stayed[i]));
    const row = {
      ...{ run: name, processes: `2, ${way.toUpperCase()}` },
      ...{ "next in qkv": stayed[0].toFixed(6), "in PyTorch": first.toFixed(6) },
      ...{ "after it in qkv": stayed[2].toFixed(6), "come back": came[2].toFixed(6) },
      apart: Math.max(...apart).toExponential(1),
      same: apart.every((difference) => difference < tolerance),
    };
    console.log(JSON.stringify(row));
    return row;
  });
}

function qkv(cwd, line) {
  return finished(
    spawnSync(process.execPath, [command, ...line.split(" ")], { cwd, encoding: "utf8" }),
    `qkv ${line}`,
  );
}

/** Through a file, as builds of PyTorch without libuv can: torchrun --nproc-per-node 2 train_torch.py elsewhere. */
function torchrun(cwd, args) {
  const rendezvous = [
    "--rdzv-backend",
    "c10d",
    "--rdzv-conf",
    "store_type=file",
    "--rdzv-endpoint",
    "rendezvous",
  ];
  const started = spawnSync(
    python,
    [
      ...["-m", "torch.distributed.run", "--nproc-per-node", "2", "--local-addr", "127.0.0.1"],
      ...[...rendezvous, "train_torch.py", "--device", "cpu", ...args],
    ],
    {
      ...{ cwd, encoding: "utf8", timeout: 600_000 },
      env: {
        ...process.env,
        TORCH_DISABLE_SHARE_RDZV_TCP_STORE: "1",
        USE_LIBUV: "0",
        OMP_NUM_THREADS: "1",
      },
    },
  );
  return finished(started, "torchrun train_torch.py");
}

function finished({ status, error, stdout, stderr }, what) {
  if (status === 0) return stdout;
  throw new Error(`${what} ended with ${status ?? error?.message}:\n${stdout}\n${stderr}`);
}
